-- An older program cannot revoke them, so none stays.
DROP TABLE app_passwords;
