"""Operations that everyone may call: what is published, as JSON."""
