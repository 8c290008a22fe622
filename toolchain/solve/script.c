// SPDX-License-Identifier: MIT
// Reads from a GNU ld script what the solver must know: kept and discarded sections, defined symbols, the entry.
//
// This is no parser of ld's language: it walks the script's words and knows the few shapes that matter, which is enough
// for scripts written for this tool. What it does not know it skips.
#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "solve/plan.h"

struct words {
    const char *p;
};

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || (c && strchr("_.$*?[]-/:!", c));
}

// The next word: a name or pattern, or a single other character. NULL at the end. Comments and strings are skipped.
static char *next_word(struct words *w)
{
    for (;;) {
        w->p += strspn(w->p, " \t\r\n");
        if (!strncmp(w->p, "/*", 2)) {
            const char *end = strstr(w->p + 2, "*/");
            w->p = end ? end + 2 : w->p + strlen(w->p);
        } else if (*w->p == '"') {
            w->p += 1 + strcspn(w->p + 1, "\"");
            w->p += *w->p == '"';
        } else {
            break;
        }
    }
    size_t n = 0;
    while (is_word_char(w->p[n]) && strncmp(w->p + n, "/*", 2))
        n++;
    if (!n && !*w->p)
        return NULL;
    n = n ? n : 1;
    char *word = xstrndup(w->p, n);
    w->p += n;
    return word;
}

// file(pattern pattern ...): collects the patterns up to the closing parenthesis that matches `depth` open ones.
static void read_patterns(struct words *w, strv_t *patterns, int depth)
{
    char *word;
    int level = depth;
    while (level > 0 && (word = next_word(w))) {
        if (*word == '(')
            level++;
        else if (*word == ')')
            level--;
        else if (!strcmp(word, "EXCLUDE_FILE")) {
            strv_t files = {0};
            free(next_word(w));
            read_patterns(w, &files, 1);
        } else if (level > depth && !starts_with(word, "SORT"))
            strv_add(patterns, word);
    }
}

static void read_discard(struct words *w, strv_t *patterns)
{
    char *word;
    int level = 0;
    while ((word = next_word(w)) && *word != '}') {
        if (*word == '(')
            level++;
        else if (*word == ')')
            level--;
        else if (level > 0 && !starts_with(word, "SORT"))
            strv_add(patterns, word);
    }
}

static bool is_name(const char *word)
{
    return isalpha((unsigned char)*word) || *word == '_';
}

// NAME = ..., with PROVIDE(NAME = ...) around it or not. "==" and "+=" define nothing.
static bool is_assignment(const char *word, const char *rest)
{
    rest += strspn(rest, " \t\r\n");
    return is_name(word) && rest[0] == '=' && rest[1] != '=';
}

// The included files lie beside the script.
static void read_file(struct script *s, const char *file)
{
    char *text = file_read(file, NULL), *word;
    if (!text)
        fatal_errno("cannot read the linker script %s", file);
    struct words w = { text };
    while ((word = next_word(&w))) {
        if (!strcmp(word, "KEEP")) {
            free(next_word(&w)); // (
            read_patterns(&w, &s->keep, 1);
        } else if (!strcmp(word, "/DISCARD/") || !strcmp(word, "/DISCARD/:")) {
            read_discard(&w, &s->discard);
        } else if (!strcmp(word, "ENTRY")) {
            free(next_word(&w));
            s->entry = next_word(&w);
        } else if (!strcmp(word, "INCLUDE")) {
            read_file(s, path_join(dir_name(file), next_word(&w)));
        } else if (is_assignment(word, w.p)) {
            strv_add(&s->symbols, word);
        }
    }
    free(text);
}

void script_read(struct script *s, const char *file)
{
    static const char *const gabi[] = { ".preinit_array", ".init_array", ".init_array.*", ".fini_array",
                                        ".fini_array.*" };
    if (file) {
        read_file(s, file);
        return;
    }
    for (size_t i = 0; i < COUNT(gabi); i++)
        strv_add(&s->keep, gabi[i]);
}

bool section_matches(const strv_t *patterns, const char *section)
{
    for (size_t i = 0; i < patterns->len; i++) {
        const char *pattern = patterns->data[i];
        // Most sections differ within a few characters: do not ask fnmatch() about those.
        if (pattern[0] == '.' && strncmp(pattern, section, strcspn(pattern, "*?[")))
            continue;
        if (!fnmatch(pattern, section, 0))
            return true;
    }
    return false;
}
