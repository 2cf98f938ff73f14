#include <sqlite3.h>

// What Swift cannot call or read: variadic functions, and a constant that is a cast.
static inline int kith_sqlite3_disable_memory_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

static inline int kith_sqlite3_set_option(sqlite3 *database, int option, int value) {
    return sqlite3_db_config(database, option, value, (int *)0);
}

static inline int kith_sqlite3_bind_text(sqlite3_stmt *statement, int index, const char *text, int length) {
    // SQLite reads a null pointer as NULL, which differs from an empty text.
    return sqlite3_bind_text(statement, index, text ? text : "", length, SQLITE_TRANSIENT);
}

static inline int kith_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int length) {
    return sqlite3_bind_blob(statement, index, bytes ? bytes : "", length, SQLITE_TRANSIENT);
}
