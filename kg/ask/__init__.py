"""ask: a graph → answers, scores, reasons."""
