"""What tests are arranged with."""
