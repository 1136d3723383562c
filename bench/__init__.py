"""The benchmarks behind `xinfu bench`: what the office costs, measured on the real code."""
