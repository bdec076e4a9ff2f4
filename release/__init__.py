"""What a release needs beside the packages: the licences of what it depends on, and its bill of materials."""
