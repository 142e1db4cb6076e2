"""What every room stands on: errors, progress, words, paths, money, dates. Imports nothing of ours."""
