"""Rules, publish policy in Python and SQL, publish runs, schedule."""
