// SPDX-License-Identifier: MIT
// A rough graph of what depends on what, made while parsing: it has every dependency, and some that are none. Where it
// has no loop the tree has none, and the exact search, which goes over all expressions again, is not needed.
//
// Vertices are symbols, choices and blocks: menus, ifs and what a choice's members take over from it. Whatever stands
// in a block depends on the block. A choice and its members count as one.
#include <stdlib.h>

#include "kconfig/tree.h"

// In heads, beside the number of an edge: the vertex became part of another one, whose number stands there; something
// depends on the vertex.
enum { NONE = 0, MERGED = 1u << 31, NEEDED = 1u << 30, NUMBER = NEEDED - 1 };

static unsigned new_vertex(struct kgraph *g)
{
    if (!g->heads.len)
        vec_push(&g->heads, NONE); // no vertex has the number 0
    vec_push(&g->heads, NONE);
    return (unsigned)g->heads.len - 1;
}

static unsigned vertex_of(struct kgraph *g, struct kexpr *operand)
{
    if (!operand->vertex)
        operand->vertex = new_vertex(g);
    return operand->vertex;
}

// For the edges of one line; no edge has the number 0.
static void reserve(struct kgraph *g, size_t n)
{
    if (g->edges.cap - g->edges.len <= n)
        vec_grow((void **)&g->edges.data, &g->edges.cap, g->edges.len + n + 1, sizeof *g->edges.data);
    g->edges.len += !g->edges.len;
}

// There is room for it.
static void add_edge(struct kgraph *g, unsigned from, unsigned to)
{
    if (!from || !to)
        return;
    unsigned head = g->heads.data[from];
    g->edges.data[g->edges.len] = (struct kedge){ to, head & NUMBER };
    g->heads.data[from] = (head & NEEDED) | (unsigned)g->edges.len++;
    g->heads.data[to] |= NEEDED;
}

void kgraph_symbol(struct kconfig *kc, struct ksymbol *sym)
{
    struct kgraph *g = &kc->graph;
    g->from = g->depends = vertex_of(g, &sym->expr);
    reserve(g, 1);
    add_edge(g, g->from, g->block);
}

void kgraph_block(struct kconfig *kc)
{
    struct kgraph *g = &kc->graph;
    g->from = g->depends = new_vertex(g);
    reserve(g, 2);
    add_edge(g, g->from, g->block);
}

// Only what it depends on holds for its members, too.
void kgraph_choice(struct kconfig *kc, struct kchoice *choice)
{
    struct kgraph *g = &kc->graph;
    kgraph_block(kc);
    g->from = vertex_of(g, &choice->expr);
    add_edge(g, g->from, g->depends);
}

void kgraph_comment(struct kconfig *kc)
{
    kc->graph.from = kc->graph.depends = NONE;
}

// The default of a choice is a member: only the condition counts.
static const struct ktoken *skip_value(const struct ktoken *t)
{
    while (t->type != KT_END && t->type != KT_IF)
        t++;
    return t;
}

// Most lines name no symbol: types, prompts, help.
static bool is_nothing(const struct kconfig *kc)
{
    enum { KEYWORD_TEXT_END = 3 };
    return kc->tokens.len < KEYWORD_TEXT_END || (kc->tokens.len == KEYWORD_TEXT_END && kc->tokens.data[1].type != KT_SYMBOL);
}

void kgraph_line(struct kconfig *kc, int token)
{
    struct kgraph *g = &kc->graph;
    if (is_nothing(kc))
        return;
    reserve(g, kc->tokens.len);
    const struct ktoken *t = &kc->tokens.data[1];
    unsigned from = token == KT_DEPENDS ? g->depends : g->from;
    if (token == KT_DEFAULT && g->from != g->depends)
        t = skip_value(t);
    if (token == KT_SELECT || token == KT_IMPLY) {
        unsigned target = vertex_of(g, &t++->sym->expr);
        add_edge(g, target, from);
        from = target;
    }
    for (; t->type != KT_END; t++)
        if (t->type == KT_SYMBOL && (!t->sym->is_const || t->sym == kc->m))
            add_edge(g, from, vertex_of(g, &t->sym->expr));
}

void kgraph_free(struct kconfig *kc)
{
    free(kc->graph.heads.data);
    free(kc->graph.edges.data);
    kc->graph = (struct kgraph){ 0 };
}

// The search -----------------------------------------------------------------------------------------------------------

// All edges of a member become edges of its choice. False if it is a member of another choice, too.
static bool merge(struct kgraph *g, struct kchoice *choice, struct ksymbol *member)
{
    unsigned from = vertex_of(g, &member->expr), into = vertex_of(g, &choice->expr), *head = &g->heads.data[from];
    if (*head & MERGED)
        return false;
    if (*head & NUMBER) {
        struct kedge *last = &g->edges.data[*head & NUMBER];
        while (last->next)
            last = &g->edges.data[last->next];
        last->next = g->heads.data[into] & NUMBER;
        g->heads.data[into] = NEEDED | (*head & NUMBER);
    }
    *head = MERGED | into;
    return true;
}

static bool merge_choices(struct kconfig *kc)
{
    for (struct kchoice *choice = kc->choices; choice; choice = choice->next)
        for (struct ksymbol *member = choice->members; member; member = member->detail->next_member)
            if (!merge(&kc->graph, choice, member))
                return false;
    return true;
}

// A vertex that is being searched, and the edge to follow next.
struct visit { unsigned vertex, edge, height; };

struct walk {
    const struct kgraph *g;
    unsigned *height; // of the longest way from each vertex, plus one; 0: not visited; OPEN: being searched
    VEC(struct visit) stack;
    unsigned highest;
};
enum { OPEN = -1 };

static void enter(struct walk *w, unsigned vertex)
{
    w->height[vertex] = (unsigned)OPEN;
    vec_push(&w->stack, ((struct visit){ vertex, w->g->heads.data[vertex] & NUMBER, 0 }));
}

static void leave(struct walk *w)
{
    struct visit *v = &w->stack.data[--w->stack.len];
    unsigned height = w->height[v->vertex] = v->height + 1;
    if (w->stack.len && v[-1].height < height)
        v[-1].height = height;
    w->highest = height > w->highest ? height : w->highest;
}

// False if the edge leads back.
static bool follow(struct walk *w, struct visit *v)
{
    unsigned to = w->g->edges.data[v->edge].to;
    v->edge = w->g->edges.data[v->edge].next;
    if (w->g->heads.data[to] & MERGED)
        to = w->g->heads.data[to] & NUMBER;
    if (w->height[to] == (unsigned)OPEN)
        return false;
    if (!w->height[to])
        enter(w, to);
    else if (v->height < w->height[to])
        v->height = w->height[to];
    return true;
}

static bool walk_from(struct walk *w, unsigned vertex)
{
    enter(w, vertex);
    while (w->stack.len) {
        struct visit *v = &w->stack.data[w->stack.len - 1];
        if (!v->edge)
            leave(w);
        else if (!follow(w, v))
            return false;
    }
    return true;
}

bool kgraph_has_no_loop(struct kconfig *kc, unsigned *highest)
{
    struct kgraph *g = &kc->graph;
    reserve(g, 1);
    if (kc->m->expr.vertex)
        add_edge(g, kc->m->expr.vertex, vertex_of(g, &kc->modules->expr));
    if (!merge_choices(kc))
        return false;
    struct walk w = { .g = g, .height = xcalloc(g->heads.len + 1, sizeof *w.height) };
    bool fine = true;
    for (unsigned i = 1; fine && i < g->heads.len; i++) // what nothing depends on is in no loop
        if (!w.height[i] && (g->heads.data[i] & (MERGED | NEEDED)) == NEEDED)
            fine = walk_from(&w, i);
    *highest = w.highest;
    free(w.height);
    free(w.stack.data);
    return fine;
}
