"""What the product promises, one duty per test."""
