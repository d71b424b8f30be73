"""Tests in a real Neovim. A package, because a foreign one has the same name."""
