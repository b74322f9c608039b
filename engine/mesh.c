#include "mesh.h"
#include <math.h>

struct point {
    double x, y;
};

/* A polygon in device pixels, clockwise on the screen; `next` and `before` link the corners that no ear was cut off at yet. Those of them
 * that point inwards are listed: only they can lie in an ear. */
struct polygon {
    struct point points[DRAW_CORNERS];
    int count, next[DRAW_CORNERS], before[DRAW_CORNERS];
    int inwards[DRAW_CORNERS], inwards_count, place[DRAW_CORNERS]; /* place: a corner's in the list, or -1 */
    int blocker[DRAW_CORNERS];                                     /* the corner that was found in the triangle at this one, or -1 */
};

static bool to_device(const struct shape_view *view, double x, double y, struct point *out) {
    out->x = (x * view->cos - y * view->sin) * view->scale + view->x;
    out->y = (x * view->sin + y * view->cos) * view->scale + view->y;
    return fabs(out->x) < SHAPE_LIMIT && fabs(out->y) < SHAPE_LIMIT; /* false for NaN too */
}

/* Twice the area of a triangle; positive when it goes clockwise on the screen. */
static double turn(struct point a, struct point b, struct point c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static bool near_by(struct point a, struct point b) {
    return fabs(a.x - b.x) < 1e-4 && fabs(a.y - b.y) < 1e-4;
}

/* Takes the corners over, without those that lie on the one before; false when nothing is left to fill. */
static bool read_corners(struct polygon *polygon, const struct shape_view *view, const union draw_word *corners, uint32_t count) {
    double area = 0;
    int n = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!to_device(view, corners[2 * i].f, corners[2 * i + 1].f, &polygon->points[n]))
            return false;
        if (n == 0 || !near_by(polygon->points[n], polygon->points[n - 1]))
            n++;
    }
    while (n > 1 && near_by(polygon->points[n - 1], polygon->points[0]))
        n--;
    for (int i = 1; i + 1 < n; i++)
        area += turn(polygon->points[0], polygon->points[i], polygon->points[i + 1]);
    for (int i = 0; area < 0 && i < n / 2; i++) {
        struct point swap = polygon->points[i];
        polygon->points[i] = polygon->points[n - 1 - i];
        polygon->points[n - 1 - i] = swap;
    }
    polygon->count = n;
    return n >= 3;
}

static void unlist(struct polygon *polygon, int corner) {
    int at = polygon->place[corner], last = polygon->inwards[polygon->inwards_count - 1];
    polygon->inwards[at] = last;
    polygon->place[last] = at;
    polygon->place[corner] = -1;
    polygon->inwards_count--;
}

/* A corner got another neighbour: it may point elsewhere, and the triangle there is another. */
static void look_at(struct polygon *polygon, int corner) {
    const struct point *points = polygon->points;
    bool inwards = turn(points[polygon->before[corner]], points[corner], points[polygon->next[corner]]) <= 0;
    polygon->blocker[corner] = -1;
    if (inwards && polygon->place[corner] < 0) {
        polygon->place[corner] = polygon->inwards_count;
        polygon->inwards[polygon->inwards_count++] = corner;
    } else if (!inwards && polygon->place[corner] >= 0) {
        unlist(polygon, corner);
    }
}

/* Whether the triangle at this corner holds no other. */
static bool is_ear(struct polygon *polygon, int corner) {
    int before = polygon->before[corner], next = polygon->next[corner], blocker = polygon->blocker[corner];
    if (polygon->place[corner] >= 0 || (blocker >= 0 && polygon->place[blocker] >= 0))
        return false;
    struct point a = polygon->points[before], b = polygon->points[corner], c = polygon->points[next];
    double left = fmin(a.x, fmin(b.x, c.x)), right = fmax(a.x, fmax(b.x, c.x));
    double top = fmin(a.y, fmin(b.y, c.y)), bottom = fmax(a.y, fmax(b.y, c.y));
    for (int k = 0; k < polygon->inwards_count; k++) {
        int i = polygon->inwards[k];
        struct point p = polygon->points[i];
        if (p.x < left || p.x > right || p.y < top || p.y > bottom || i == before || i == next)
            continue;
        bool apart = near_by(p, a) || near_by(p, b) || near_by(p, c); /* where an outline touches itself */
        if (!apart && turn(a, b, p) >= 0 && turn(b, c, p) >= 0 && turn(c, a, p) >= 0) {
            polygon->blocker[corner] = i;
            return false;
        }
    }
    return true;
}

static void link_corners(struct polygon *polygon) {
    int count = polygon->count;
    polygon->inwards_count = 0;
    for (int i = 0; i < count; i++) {
        polygon->next[i] = i + 1 < count ? i + 1 : 0;
        polygon->before[i] = i > 0 ? i - 1 : count - 1;
        polygon->place[i] = -1;
    }
    for (int i = 0; i < count; i++)
        look_at(polygon, i);
}

/* Ear clipping. Where sides cross there may be no ear: from then on every corner that points outwards is cut off, so that it always ends.
 */
static void cut_ears(struct shape_batch *batch, struct polygon *polygon, int first) {
    int left = polygon->count, corner = 0;
    bool lost = false;
    link_corners(polygon);
    for (int tried = 0; left >= 3; corner = polygon->next[corner]) {
        int before = polygon->before[corner], next = polygon->next[corner];
        if (!(lost || is_ear(polygon, corner))) {
            lost = ++tried > left;
            continue;
        }
        if (polygon->place[corner] < 0)
            shape_triangle(batch, first + before, first + corner, first + next);
        else
            unlist(polygon, corner);
        polygon->next[before] = next;
        polygon->before[next] = before;
        look_at(polygon, before);
        look_at(polygon, next);
        left--;
        tried = 0;
    }
}

/* How far a corner moves for its two sides to move outwards by one pixel; a sharp one not endlessly. */
static struct point miter(const struct polygon *polygon, int corner) {
    int n = polygon->count;
    struct point a = polygon->points[(corner + n - 1) % n], b = polygon->points[corner], c = polygon->points[(corner + 1) % n];
    double in = hypot(b.x - a.x, b.y - a.y), out = hypot(c.x - b.x, c.y - b.y);
    double x1 = (b.y - a.y) / in, y1 = (a.x - b.x) / in, x2 = (c.y - b.y) / out, y2 = (b.x - c.x) / out;
    double share = fmax(1 + x1 * x2 + y1 * y2, 0.25);
    return (struct point){(x1 + x2) / share, (y1 + y2) / share};
}

void mesh_polygon(struct shape_batch *batch, const struct shape_view *view, const union draw_word *corners, uint32_t count,
                  uint32_t color) {
    struct polygon polygon;
    if (count < 3 || count > DRAW_CORNERS || !(color & 0xff) || !read_corners(&polygon, view, corners, count))
        return;
    int n = polygon.count, first = shape_reserve(batch, 2 * n, 9 * n);
    double soft = view->smooth ? 0.5 : 0;
    for (int ring = 0; ring < (view->smooth ? 2 : 1); ring++) {
        for (int i = 0; i < n; i++) {
            struct point p = polygon.points[i], out = miter(&polygon, i);
            double grow = ring ? soft : -soft;
            shape_vertex(batch, p.x + out.x * grow, p.y + out.y * grow, SHAPE_WHITE_U, SHAPE_WHITE_V, ring ? color & ~0xffu : color);
        }
    }
    cut_ears(batch, &polygon, first);
    for (int i = 0; view->smooth && i < n; i++) {
        int next = (i + 1) % n;
        shape_triangle(batch, first + i, first + next, first + n + next);
        shape_triangle(batch, first + i, first + n + next, first + n + i);
    }
}

static float part(float from, float to, float share) {
    return from + (to - from) * (share > 0 ? fminf(share, 1) : 0);
}

void mesh_triangles(struct shape_batch *batch, const struct shape_view *view, const struct shape_image *image,
                    const union draw_word *corners, uint32_t count) {
    for (uint32_t i = 0; i + 2 < count; i += 3, corners += 15) {
        struct point points[3];
        bool there = true;
        for (int c = 0; c < 3 && there; c++)
            there = to_device(view, corners[5 * c].f, corners[5 * c + 1].f, &points[c]);
        if (!there)
            continue;
        int first = shape_reserve(batch, 3, 3);
        for (int c = 0; c < 3; c++) {
            const union draw_word *corner = corners + 5 * c;
            shape_vertex(batch, points[c].x, points[c].y, part(image->u0, image->u1, corner[2].f), part(image->v0, image->v1, corner[3].f),
                         corner[4].u);
        }
        shape_triangle(batch, first, first + 1, first + 2);
    }
}
