"""Tests of the law: tables of dates, properties, and the files that ship with the product."""
