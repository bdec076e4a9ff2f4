"""The tests mirror the folders; `acceptance/` asks whole registers, `contracts/` what every adapter must do."""
