"""Paper: QPainter in millimetres, without widgets. One painting function serves preview, picture, PDF and printer."""
