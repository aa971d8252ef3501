"""Database helpers that know no table: bulk writes, array parameters, JSON text, SQL functions."""
