// SPDX-License-Identifier: MIT
// The statement level of room.conf and app.conf, private to this room: lines become words, words are checked and
// stored.
#ifndef SOLVE_CONF_H
#define SOLVE_CONF_H

#include "util/util.h"

// One statement: words.data[0] is the keyword.
struct conf_statement {
    strv_t words;
    unsigned line;
};

struct conf {
    const char *file;
    VEC(struct conf_statement) statements;
};

// What a statement's values must look like and where they go.
enum conf_kind {
    CONF_LIST,        // any words, appended to a strv_t
    CONF_NAMES,       // C identifiers, appended to a strv_t
    CONF_PATTERNS,    // C identifiers, '*' allowed at the end, appended to a strv_t
    CONF_FILES,       // paths that stay inside the folder, appended to a strv_t
    CONF_WORD,        // one word, a const char *
    CONF_NAME,        // one C identifier, a const char *
    CONF_NUMBER,      // one decimal number, an unsigned
};

struct conf_rule {
    const char *keyword;
    enum conf_kind kind;
    size_t offset; // of the field in the record
};

// Reads and splits a file; what is wrong with it is fatal.
void conf_read(struct conf *c, const char *file);
// Stores the statement's values into record by the rule for its keyword. False if no rule is for it.
bool conf_store(const struct conf *c, const struct conf_statement *s, const struct conf_rule *rules, size_t count,
                void *record);
// Ends the program: the statement's keyword is none of the rules' (`extra` are further ones that would be right).
_Noreturn void conf_unknown(const struct conf *c, const struct conf_statement *s, const struct conf_rule *rules,
                            size_t count, const char *extra);
// The only value of a head statement ("room NAME"). Fatal if there is none or more than one.
const char *conf_value(const struct conf *c, const struct conf_statement *s);
bool conf_is_name(const char *word); // a C identifier

#endif
