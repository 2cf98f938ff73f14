// The yardstick for registrations: the plainest program that does the same durable work, one registration a transaction.
//
//   registrations DATABASE SCHEMA.sql COUNT
//
// Same schema, same pragmas, the same look-ups and rows as kith writes for one new peer, every statement prepared once.
// Prints how many a second were durable.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *db;

static void check(int code, const char *what) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static void run(const char *sql) { check(sqlite3_exec(db, sql, 0, 0, 0), sql); }

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0), sql);
    return statement;
}

// One letter a value: i an integer, t a text, k a blob of 32 bytes, a one of 4, n one that is bound already, or NULL.
static sqlite3_int64 step(sqlite3_stmt *statement, const char *kinds, const sqlite3_int64 *numbers, const char *text,
                          const unsigned char *bytes) {
    for (int index = 1; kinds[index - 1]; index++) {
        switch (kinds[index - 1]) {
        case 'i': sqlite3_bind_int64(statement, index, numbers[index - 1]); break;
        case 't': sqlite3_bind_text(statement, index, text, -1, SQLITE_TRANSIENT); break;
        case 'k': sqlite3_bind_blob(statement, index, bytes, 32, SQLITE_TRANSIENT); break;
        case 'a': sqlite3_bind_blob(statement, index, bytes, 4, SQLITE_TRANSIENT); break;
        }
    }
    int code = sqlite3_step(statement);
    check(code, sqlite3_sql(statement));
    sqlite3_int64 result = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return result;
}

// Ids grow with time, as kith's do.
static sqlite3_int64 number(void) {
    static sqlite3_int64 last;
    unsigned char chance;
    sqlite3_randomness(1, &chance);
    return last += 1 + chance;
}

int main(int count_of_arguments, char **arguments) {
    if (count_of_arguments != 4) return 2;
    int count = atoi(arguments[3]);
    check(sqlite3_open(arguments[1], &db), "open");
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;");
    FILE *file = fopen(arguments[2], "r");
    static char schema[65536];
    if (!file || !fread(schema, 1, sizeof schema - 1, file)) return 1;
    run(schema);
    run("INSERT INTO persons (name, name_folded) VALUES ('owner', 'owner')");

    // Pairings whose PIN is on the screen already; that part is not measured.
    const char *agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                        "Version/17.5 Mobile/15E148 Safari/604.1";
    sqlite3_int64 *ids = malloc(sizeof *ids * count);
    sqlite3_stmt *connect = prepare(
        "INSERT INTO pairings (id, token_hash, state, created_at, expires_at, wanted_scopes, wanted_areas, secret, key, "
        "key_is_proved, key_origin, address, user_agent, pin, claim, claim_hash) VALUES (?, randomblob(32), "
        "'device_connected', 0, 9e15, 3, x'', randomblob(16), randomblob(32), 0, 'plain_http', randomblob(4), ?, 123456, "
        "randomblob(32), randomblob(32))");
    run("BEGIN");
    for (int index = 0; index < count; index++) {
        ids[index] = number();
        step(connect, "it", (sqlite3_int64[]){ids[index]}, agent, 0);
    }
    run("COMMIT");

    sqlite3_stmt *load = prepare("SELECT * FROM pairings WHERE id = ?");
    sqlite3_stmt *holder = prepare("SELECT p.id, p.name FROM peer_keys k CROSS JOIN peers p ON p.id = k.peer "
                                   "WHERE k.key = ? AND k.retired_at IS NULL");
    sqlite3_stmt *at = prepare("SELECT id FROM peers WHERE address = ? AND ended_at IS NULL");
    sqlite3_stmt *live = prepare("SELECT live_peers FROM store WHERE only_row = 1");
    sqlite3_stmt *ended = prepare("SELECT count(*) FROM peers WHERE ended_at IS NULL AND expires_at <= ?");
    sqlite3_stmt *taken = prepare("SELECT 1 FROM peers WHERE name_folded = ? AND ended_at IS NULL");
    sqlite3_stmt *person = prepare("SELECT id FROM persons WHERE name_folded = ?");
    sqlite3_stmt *sequence = prepare("SELECT last_seq FROM nodes WHERE ref = 1");
    sqlite3_stmt *advance = prepare("UPDATE nodes SET last_seq = ? WHERE ref = 1");
    sqlite3_stmt *peer = prepare(
        "INSERT INTO peers (id, name, name_folded, kind, person, address, user_agent, created_at, last_seen_at, node, seq) "
        "VALUES (?1, ?2, lower(?2), 'mobile_ios', ?3, ?4, ?5, 0, 0, 1, ?6)");
    sqlite3_stmt *grant = prepare(
        "INSERT INTO permissions (peer, scope, granted_at, node, seq) VALUES (?1, ?2, 0, 1, ?3) "
        "ON CONFLICT (peer, scope) DO UPDATE SET granted_at = excluded.granted_at");
    sqlite3_stmt *key = prepare("INSERT INTO peer_keys (peer, key, origin, added_at, last_used_at) "
                                "VALUES (?, ?, 'plain_http', 0, 0)");
    sqlite3_stmt *token = prepare("INSERT INTO peer_tokens (peer, hash, key, issued_at, expires_at, node, seq) "
                                  "VALUES (?, ?, ?, 0, 0, 1, ?)");
    sqlite3_stmt *finish = prepare(
        "UPDATE pairings SET state = 'device_registered', secret = NULL, pin = NULL, claim = NULL, address = NULL, "
        "user_agent = NULL, peer = ?2, finished_at = 0 WHERE id = ?1 AND state = 'device_connected'");
    sqlite3_stmt *event = prepare(
        "INSERT INTO events (type, at, audience, peer, pairing, data) VALUES ('pairing_completed', 0, 'operators', ?, ?, ?)");

    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int index = 0; index < count; index++) {
        unsigned char bytes[32];
        char name[64];
        sqlite3_randomness(sizeof bytes, bytes);
        sqlite3_int64 id = number();
        snprintf(name, sizeof name, "iphone, safari %d", index);
        run("BEGIN IMMEDIATE");
        step(load, "i", &ids[index], 0, 0);
        step(holder, "k", 0, 0, bytes);
        step(at, "a", 0, 0, bytes);
        step(live, "", 0, 0, 0);
        step(ended, "i", (sqlite3_int64[]){0}, 0, 0);
        step(taken, "t", 0, name, 0);
        sqlite3_int64 owner = step(person, "t", 0, "owner", 0);
        sqlite3_int64 seq = step(sequence, "", 0, 0, 0) + 1;
        step(advance, "i", &seq, 0, 0);
        sqlite3_bind_text(peer, 2, name, -1, SQLITE_TRANSIENT);
        sqlite3_bind_text(peer, 5, agent, -1, SQLITE_TRANSIENT);
        sqlite3_bind_int64(peer, 6, seq);
        step(peer, "inia", (sqlite3_int64[]){id, 0, owner}, 0, bytes);
        step(grant, "iti", (sqlite3_int64[]){id, 0, seq}, "view", 0);
        step(grant, "iti", (sqlite3_int64[]){id, 0, seq}, "use", 0);
        step(key, "ik", (sqlite3_int64[]){id}, 0, bytes);
        sqlite3_int64 key_id = sqlite3_last_insert_rowid(db);
        step(token, "ikii", (sqlite3_int64[]){id, 0, key_id, seq}, 0, bytes);
        step(finish, "ii", (sqlite3_int64[]){ids[index], id}, 0, 0);
        step(event, "nit", (sqlite3_int64[]){0, ids[index]}, "{\"pairing_id\":\"pr_0000000000000\"}", 0);
        step(event, "iit", (sqlite3_int64[]){id, ids[index]},
             "{\"pairing_id\":\"pr_0000000000000\",\"peer_id\":\"pe_0000000000000\",\"way\":\"new_peer\"}", 0);
        run("COMMIT");
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = end.tv_sec - start.tv_sec + (end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%.0f\n", count / seconds);
    sqlite3_close(db);
    return 0;
}
