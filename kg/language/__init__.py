"""What every stage needs to know of the Chinese language: scripts and numerals."""
