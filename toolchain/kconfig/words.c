// SPDX-License-Identifier: MIT
// Keywords, and which characters words are made of.
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "kconfig/tree.h"

const unsigned char kchar_class[256] = {
    ['A' ... 'Z'] = KCHAR_COMMAND | KCHAR_WORD,
    ['a' ... 'z'] = KCHAR_COMMAND | KCHAR_WORD,
    ['0' ... '9'] = KCHAR_COMMAND | KCHAR_WORD,
    ['_'] = KCHAR_COMMAND | KCHAR_WORD,
    ['-'] = KCHAR_COMMAND | KCHAR_WORD,
    ['$'] = KCHAR_COMMAND | KCHAR_WORD | KCHAR_DOLLAR,
    ['/'] = KCHAR_WORD,
    ['.'] = KCHAR_WORD,
};

#ifdef __SSE2__
// Which of the sixteen bytes at s are no letters, no '_' and not from '-' to '9': a bit each.
static unsigned not_in_words(const char *s)
{
    __m128i v = _mm_loadu_si128((const __m128i *)s), lower = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
                                   _mm_cmplt_epi8(lower, _mm_set1_epi8('z' + 1)));
    __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('-' - 1)), _mm_cmplt_epi8(v, _mm_set1_epi8('9' + 1)));
    __m128i in = _mm_or_si128(_mm_or_si128(letter, digit), _mm_cmpeq_epi8(v, _mm_set1_epi8('_')));
    return (unsigned)_mm_movemask_epi8(in) ^ 0xffff;
}
#endif

// Where the host can, sixteen bytes at a time. That a '$' follows is for the caller to see.
const char *kword_end(const char *s, const char *limit)
{
#ifdef __SSE2__
    for (; limit - s >= 16; s += 16) {
        unsigned out = not_in_words(s);
        if (out)
            return s + __builtin_ctz(out);
    }
#endif
    while (s < limit && (kchar_class[(unsigned char)*s] & (KCHAR_WORD | KCHAR_DOLLAR)) == KCHAR_WORD)
        s++;
    return s;
}

struct keyword {
    const char *name;
    unsigned char size, type;
};

// No two keywords share a slot: the compiler warns about a slot that is filled twice, and then the factors must change.
#define SLOT(first, middle, last, size) (((first) * 8 + (middle) * 14 + (last) + (size) * 69) & 127)
#define KEYWORD(name, first, middle, last, type) \
    [SLOT(first, middle, last, sizeof name - 1)] = { name, sizeof name - 1, type }

// The characters: the first, the one at half the length, the last.
static const struct keyword keywords[128] = {
    KEYWORD("---help---", '-', 'l', '-', KT_HELP),
    KEYWORD("allnoconfig_y", 'a', 'o', 'y', KT_ALLNOCONFIG_Y),
    KEYWORD("bool", 'b', 'o', 'l', KT_BOOL),
    KEYWORD("boolean", 'b', 'l', 'n', KT_BOOL),
    KEYWORD("choice", 'c', 'i', 'e', KT_CHOICE),
    KEYWORD("comment", 'c', 'm', 't', KT_COMMENT),
    KEYWORD("config", 'c', 'f', 'g', KT_CONFIG),
    KEYWORD("def_bool", 'd', 'b', 'l', KT_DEF_BOOL),
    KEYWORD("def_hex", 'd', '_', 'x', KT_DEF_HEX),
    KEYWORD("def_int", 'd', '_', 't', KT_DEF_INT),
    KEYWORD("def_string", 'd', 't', 'g', KT_DEF_STRING),
    KEYWORD("def_tristate", 'd', 'i', 'e', KT_DEF_TRISTATE),
    KEYWORD("default", 'd', 'a', 't', KT_DEFAULT),
    KEYWORD("defconfig_list", 'd', 'i', 't', KT_DEFCONFIG_LIST),
    KEYWORD("depends", 'd', 'e', 's', KT_DEPENDS),
    KEYWORD("endchoice", 'e', 'h', 'e', KT_ENDCHOICE),
    KEYWORD("endif", 'e', 'd', 'f', KT_ENDIF),
    KEYWORD("endmenu", 'e', 'm', 'u', KT_ENDMENU),
    KEYWORD("env", 'e', 'n', 'v', KT_ENV),
    KEYWORD("grsource", 'g', 'u', 'e', KT_ORSOURCE),
    KEYWORD("gsource", 'g', 'u', 'e', KT_OSOURCE),
    KEYWORD("help", 'h', 'l', 'p', KT_HELP),
    KEYWORD("hex", 'h', 'e', 'x', KT_HEX),
    KEYWORD("if", 'i', 'f', 'f', KT_IF),
    KEYWORD("imply", 'i', 'p', 'y', KT_IMPLY),
    KEYWORD("int", 'i', 'n', 't', KT_INT),
    KEYWORD("mainmenu", 'm', 'm', 'u', KT_MAINMENU),
    KEYWORD("menu", 'm', 'n', 'u', KT_MENU),
    KEYWORD("menuconfig", 'm', 'o', 'g', KT_MENUCONFIG),
    KEYWORD("modules", 'm', 'u', 's', KT_MODULES),
    KEYWORD("on", 'o', 'n', 'n', KT_ON),
    KEYWORD("option", 'o', 'i', 'n', KT_OPTION),
    KEYWORD("optional", 'o', 'o', 'l', KT_OPTIONAL),
    KEYWORD("orsource", 'o', 'u', 'e', KT_ORSOURCE),
    KEYWORD("osource", 'o', 'u', 'e', KT_OSOURCE),
    KEYWORD("prompt", 'p', 'm', 't', KT_PROMPT),
    KEYWORD("range", 'r', 'n', 'e', KT_RANGE),
    KEYWORD("rsource", 'r', 'u', 'e', KT_RSOURCE),
    KEYWORD("select", 's', 'e', 't', KT_SELECT),
    KEYWORD("source", 's', 'r', 'e', KT_SOURCE),
    KEYWORD("string", 's', 'i', 'g', KT_STRING_TYPE),
    KEYWORD("transitional", 't', 't', 'l', KT_TRANSITIONAL),
    KEYWORD("tristate", 't', 't', 'e', KT_TRISTATE),
    KEYWORD("visible", 'v', 'i', 'e', KT_VISIBLE),
};

int ktoken_keyword(const char *s, size_t n)
{
    enum { SHORTEST = 2, LONGEST = 14 };
    if (n < SHORTEST || n > LONGEST)
        return KT_END;
    const struct keyword *k = &keywords[SLOT((unsigned char)s[0], (unsigned char)s[n / 2], (unsigned char)s[n - 1], n)];
    return k->size == n && kword_same(k->name, s, n) ? k->type : KT_END;
}
