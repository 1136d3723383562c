"""The API for other systems: the same rules as the pages, the same functions behind them."""
