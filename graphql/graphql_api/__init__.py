"""The GraphQL contract and its execution: types from the catalogue, and reads that compile to one SQL statement."""
