"""From archived pages to tables of facts."""
