"""What comes in: 接龙, tables, bills; parse (pure) then apply."""
