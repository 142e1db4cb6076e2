"""What words mean in a 接龙: plain tables, one module for each kind; extend them here, not in the grammar."""


def words(text: str) -> tuple[str, ...]:
    """The words of a table that is written as running text."""
    return tuple(text.split())
