"""Official papers: numbers, layout, rendering, issue, verification."""
