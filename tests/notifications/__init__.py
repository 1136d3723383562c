"""Messages say everything or are not sent, and every try leaves a receipt."""
