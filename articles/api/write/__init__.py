"""Operations that take a token: import, publish, decide, edit, and read the history."""
