package mosaic

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
)

var unknown = fail.NotFound("mosaic.unknown", "草案中没有这个网格", "there is no such piece")

// Split cuts a piece along a line that enters and leaves it once: the part to the left of the line keeps the key, the
// other gets the new one. Neighbours get the two new corners. It fails with Invalid when the line does not cross the
// piece, or crosses it more than once.
func (m Mosaic) Split(key string, line orb.LineString, other string) (Mosaic, error) {
	i := m.Find(key)
	if i < 0 {
		return m, unknown
	}
	if m.Find(other) >= 0 {
		return m, fail.Conflict("mosaic.key", "网格编码 "+other+" 已在使用", "the key "+other+" is in use").At("key")
	}
	out := m.clone()
	ring, line := out.Pieces[i].Ring, line.Clone()
	cuts := crossings(ring, line)
	for k := range cuts {
		cuts[k] = cuts[k].toCorner(ring)
	}
	if len(cuts) != 2 {
		return m, fail.Invalid("mosaic.line", "分割线须恰好穿过网格一次（一进一出）", "the line must cross the piece once: in and out").At("line")
	}
	if cuts[0].c == cuts[1].c {
		return m, fail.Invalid("mosaic.narrow", "分割线只擦过网格的一角", "the line only touches a corner of the piece").At("line")
	}
	inner := orb.LineString{cuts[0].c}
	for k := cuts[0].segment + 1; k <= cuts[1].segment; k++ {
		inner = append(inner, onGrid(line[k]))
	}
	inner = append(inner, cuts[1].c)
	// Both ways round the ring from one cut to the other, closed by the line.
	there := append(walk(ring, cuts[1], cuts[0]), inner[1:]...) // from leaving on, counter-clockwise back to entering: left of the line
	back := walk(ring, cuts[0], cuts[1])
	for k := len(inner) - 2; k >= 0; k-- {
		back = append(back, inner[k])
	}
	if narrow(there) || narrow(back) {
		return m, fail.Invalid("mosaic.narrow", "分出的部分过窄（平均不足 1 米）", "a part would be too narrow (under 1 m on average)").At("line")
	}
	out.Pieces[i].Ring = there
	out.Pieces = append(out.Pieces, Piece{other, back})
	return out.Tidy()
}

// cornerReach is how near in metres a line that passes a corner goes through it.
const cornerReach = 0.5

// toCorner moves a cut to the end of its edge when that is near, so that no sliver is left between.
func (c cut) toCorner(r orb.Ring) cut {
	if distance(c.c, r[c.edge]) <= cornerReach {
		c.c, c.at = r[c.edge], 0
	} else if distance(c.c, r[c.edge+1]) <= cornerReach {
		c.c, c.at, c.edge = r[c.edge+1], 0, (c.edge+1)%(len(r)-1)
	}
	return c
}

// narrow reports whether a ring is less than a metre wide on average, or nothing at all.
func narrow(r orb.Ring) bool {
	if len(r) < 4 {
		return true
	}
	long := 0.0
	for k := 1; k < len(r); k++ {
		long += distance(r[k-1], r[k])
	}
	return 2*geo.NewShape(orb.MultiPolygon{{r}}).Area() < long
}

type cut struct {
	c       orb.Point
	edge    int     // of the ring, from corner edge to edge+1
	at      float64 // on that edge
	segment int     // of the line
	along   float64 // on that segment
}

// crossings are the places where a line crosses a ring, in the order of the line. A line that goes through a corner
// crosses there once.
func crossings(r orb.Ring, line orb.LineString) []cut {
	var out []cut
	for s := 1; s < len(line); s++ {
		var here []cut
		for e := 1; e < len(r); e++ {
			if t, u, ok := meet(line[s-1], line[s], r[e-1], r[e]); ok {
				a, b := r[e-1], r[e]
				c := onGrid(orb.Point{a[0] + (b[0]-a[0])*u, a[1] + (b[1]-a[1])*u})
				here = append(here, cut{c, e - 1, u, s - 1, t})
			}
		}
		for len(here) > 0 {
			first := 0
			for k := range here {
				if here[k].along < here[first].along {
					first = k
				}
			}
			if n := len(out); n == 0 || out[n-1].c != here[first].c {
				out = append(out, here[first])
			}
			here = append(here[:first], here[first+1:]...)
		}
	}
	return out
}

// meet says where segment pq meets segment ab: t on pq, u on ab. The end of an edge belongs to the next one.
func meet(p, q, a, b orb.Point) (t, u float64, ok bool) {
	dx, dy, ex, ey := q[0]-p[0], q[1]-p[1], b[0]-a[0], b[1]-a[1]
	det := dx*ey - dy*ex
	if det == 0 {
		return 0, 0, false
	}
	t = ((a[0]-p[0])*ey - (a[1]-p[1])*ex) / det
	u = ((a[0]-p[0])*dy - (a[1]-p[1])*dx) / det
	return t, u, t >= 0 && t <= 1 && u >= 0 && u < 1
}

// walk follows a ring from one cut to the other, both included.
func walk(r orb.Ring, from, to cut) orb.Ring {
	out := orb.Ring{from.c}
	n := len(r) - 1
	if from.edge == to.edge && to.at > from.at {
		return append(out, to.c)
	}
	for e := (from.edge + 1) % n; ; e = (e + 1) % n {
		out = append(out, r[e])
		if e == to.edge {
			return append(out, to.c)
		}
	}
}

// Merge joins two pieces that share a border under the key of the first. It fails with Invalid when they share none, or
// when the whole would not be one ring without a hole.
func (m Mosaic) Merge(key, other string) (Mosaic, error) {
	i, j := m.Find(key), m.Find(other)
	if i < 0 || j < 0 {
		return m, unknown
	}
	if i == j {
		return m, fail.Invalid("mosaic.same", "请选择两个不同的网格", "choose two different pieces").At("other")
	}
	out := m.clone()
	next, shared := outline(out.Pieces[i].Ring, out.Pieces[j].Ring)
	if shared == 0 {
		return m, fail.Invalid("mosaic.apart", "这两个网格没有公共边界，不能合并", "the two pieces share no border").At("other")
	}
	ring := follow(next)
	if ring == nil {
		return m, fail.Invalid("mosaic.hole", "合并后会留下空洞或断成几块", "joined they would have a hole or fall apart").At("other")
	}
	out.Pieces[i].Ring = ring
	out.Pieces = append(out.Pieces[:j], out.Pieces[j+1:]...)
	return out.Tidy()
}

type edge struct{ a, b orb.Point }

// outline are the edges of two counter-clockwise rings that are not shared: a shared one runs both ways.
func outline(rings ...orb.Ring) (edges []edge, shared int) {
	have := map[edge]bool{}
	for _, r := range rings {
		for k := 1; k < len(r); k++ {
			have[edge{r[k-1], r[k]}] = true
		}
	}
	for _, r := range rings {
		for k := 1; k < len(r); k++ {
			if have[edge{r[k], r[k-1]}] {
				shared++
			} else {
				edges = append(edges, edge{r[k-1], r[k]})
			}
		}
	}
	return edges, shared
}

// follow makes one ring of edges; nil when they are several, or touch themselves.
func follow(edges []edge) orb.Ring {
	next := map[orb.Point]orb.Point{}
	for _, e := range edges {
		if _, twice := next[e.a]; twice {
			return nil
		}
		next[e.a] = e.b
	}
	if len(edges) < 3 {
		return nil
	}
	out := orb.Ring{edges[0].a}
	for c := next[edges[0].a]; ; c = next[c] {
		out = append(out, c)
		if c == out[0] {
			break
		}
		if len(out) > len(edges) {
			return nil
		}
	}
	if len(out) != len(edges)+1 {
		return nil
	}
	return out
}

// Move takes every corner at from, of whatever piece or frame, to another place, and says how many it took. It fails with
// NotFound when there is no corner.
func (m Mosaic) Move(from, to orb.Point) (Mosaic, int, error) {
	out, n := m.clone(), 0
	from, to = onGrid(from), onGrid(to)
	out.rings(func(r orb.Ring) orb.Ring {
		for k := range r {
			if r[k] == from {
				r[k] = to
				if k < len(r)-1 {
					n++
				}
			}
		}
		return r
	})
	if n == 0 {
		return m, 0, fail.NotFound("mosaic.corner", "这里没有顶点", "there is no corner here").At("from")
	}
	out, err := out.Tidy()
	return out, n, err
}

// MaxSnap is the largest reach of Snap in metres.
const MaxSnap = 50

// Snap pulls corners that lie within reach metres of a corner or an edge of the frame, or of a piece before theirs, onto
// it. It mends small gaps and overlaps; what it would fold flat fails with Invalid.
func (m Mosaic) Snap(reach float64) (Mosaic, error) {
	if reach <= 0 || reach > MaxSnap {
		return m, fail.Invalid("mosaic.reach", "吸附距离须在 0 到 50 米之间", "the reach must be between 0 and 50 metres").At("reach")
	}
	out, err := m.tidy(-1) // a corner to be pulled must not become one of the frame first
	if err != nil {
		return m, err
	}
	out.rings(straight)
	var anchors []orb.Ring
	for _, p := range out.Frame {
		anchors = append(anchors, p...)
	}
	for i := range out.Pieces {
		r := out.Pieces[i].Ring
		for k := range r {
			r[k] = pulled(r[k], anchors, reach)
		}
		anchors = append(anchors, r)
	}
	return out.tidy(Near)
}

// straight drops the corners that do not bend a ring: those of neighbours, which Tidy gives back.
func straight(r orb.Ring) orb.Ring {
	first := 0 // the westernmost corner, southernmost of several, does bend it
	for k := range r {
		if r[k][0] < r[first][0] || r[k][0] == r[first][0] && r[k][1] < r[first][1] {
			first = k
		}
	}
	turned := append(r[first:len(r)-1:len(r)-1], r[:first]...)
	turned = append(turned, turned[0])
	out := simplify.DouglasPeucker(Near / geo.Radius * 180 / math.Pi).Ring(turned.Clone())
	if len(out) < 4 {
		return r
	}
	return out
}

// pulled is the nearest corner of the anchors within reach, else the nearest place on their edges, else c itself.
func pulled(c orb.Point, anchors []orb.Ring, reach float64) orb.Point {
	corner, least := c, math.Inf(1)
	foot, nearest := c, math.Inf(1)
	for _, r := range anchors {
		for k := 1; k < len(r); k++ {
			if d := distance(c, r[k]); d < least {
				corner, least = r[k], d
			}
			if t, d := along(r[k-1], r[k], c); d < nearest && t > 0 && t < 1 {
				foot, nearest = onGrid(orb.Point{r[k-1][0] + t*(r[k][0]-r[k-1][0]), r[k-1][1] + t*(r[k][1]-r[k-1][1])}), d
			}
		}
	}
	if least <= reach {
		return corner
	}
	if nearest <= reach {
		return foot
	}
	return c
}
