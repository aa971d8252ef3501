"""Login, two-factor authentication, own account and staff users."""
