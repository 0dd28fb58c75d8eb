package demo_test

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/demo/city"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
)

// TestResponsibilityIsNeverEmpty asks who answers at 10,000 random places of the demo city, at random moments of some two
// years, for random matters, and holds each answer against a plain walk over what was loaded: somebody is named, nobody
// whose days are over or not begun, everybody who is in force; and every seeded gap is told where and when it is there,
// and no other. The first seed is the same each time, the second is new; ANLAN_TEST_SEED asks for one again.
func TestResponsibilityIsNeverEmpty(t *testing.T) {
	w, _, d := dutyWorld(t)
	s := newWalk(t, w, d)
	seeds := []uint64{20260302, uint64(time.Now().UnixNano())}
	if again := os.Getenv("ANLAN_TEST_SEED"); again != "" {
		n, err := strconv.ParseUint(again, 10, 64)
		require.NoError(t, err)
		seeds = []uint64{n}
	}
	for _, seed := range seeds {
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 1))
		for range 10_000 {
			p, at := s.place(r), clock.At(s.from.Start().Add(time.Duration(r.Int64N(int64(730*24*time.Hour)))))
			s.ask(t, duty.Question{Point: &p, Matter: s.matters[r.IntN(len(s.matters))].Code, At: at})
		}
	}
	s.edges(t)
	for f, n := range s.told {
		require.Positive(t, n, "no answer told of %+v", f)
	}
}

// walk is the plain way to the answer: every post of an area, read by its days.
type walk struct {
	w         *world
	d         *city.Duty
	matters   []duty.Matter
	posts     map[string][]duty.Post // by area; those of elements apart
	elements  []duty.Post
	shapes    map[string]geo.Geometry
	districts []register.Area
	box       geo.Box
	from      calendar.Date
	told      map[city.SeededFault]int // how many answers told of a gap
}

func newWalk(t *testing.T, w *world, d *city.Duty) *walk {
	s := &walk{w: w, d: d, matters: duty.Standard(), posts: map[string][]duty.Post{}, box: geo.Box{West: 180, South: 90, East: -180, North: -90}, told: map[city.SeededFault]int{}}
	for _, p := range d.Posts {
		if p.Element != "" {
			s.elements = append(s.elements, p)
			continue
		}
		s.posts[p.Area] = append(s.posts[p.Area], p)
	}
	for _, f := range d.Seeded {
		if f.Kind == duty.FindGap && f.Element == "" {
			s.told[f] = 0
		}
	}
	var ids []string
	for _, p := range s.elements {
		ids = append(ids, p.Element)
	}
	var err error
	s.shapes, err = shapesOf{w.Register}.Shapes(context.Background(), ids...)
	require.NoError(t, err)
	require.NotEmpty(t, s.shapes, "rivers are lines")
	s.districts = w.Register.Areas().At(register.District)
	for _, a := range s.districts {
		b := w.Register.Areas().Shape(a.Code).Box()
		s.box = geo.Box{West: min(s.box.West, b.West), South: min(s.box.South, b.South), East: max(s.box.East, b.East), North: max(s.box.North, b.North)}
	}
	s.from, _ = calendar.ParseDate("2026-01-01") // the day on which the demo's posts begin
	return s
}

// place is a random point of the city.
func (s *walk) place(r *rand.Rand) geo.Point {
	for {
		p := geo.Point{Lon: s.box.West + r.Float64()*(s.box.East-s.box.West), Lat: s.box.South + r.Float64()*(s.box.North-s.box.South)}
		if slices.ContainsFunc(s.districts, func(a register.Area) bool { return s.w.Register.Areas().Shape(a.Code).Contains(p) }) {
			return p
		}
	}
}

// ask asks and checks one answer.
func (s *walk) ask(t *testing.T, q duty.Question) {
	a, err := s.w.Duty.Answer(q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	day, way := calendar.DateOf(q.At.Time).String(), s.way(q)
	for _, l := range a.Lines {
		var got []string
		for _, step := range l.Steps {
			if day < step.From || step.To != "" && day > step.To {
				t.Fatalf("%s is named on %s, in force %s to %q: %+v", step.Post, day, step.From, step.To, q)
			}
			got = append(got, step.Post)
		}
		want := s.inForce(q, way, l.Line, day)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%s %s at %v on %s: named %v, in force %v", q.Matter, l.Line, way, day, got, want)
		}
	}
	if a.Nobody || len(a.People()) == 0 {
		t.Fatalf("nobody answers: %+v at %v on %s", q, way, day)
	}
	s.gaps(t, q, a, way, day)
}

// way is the areas from the place up, and the zones that hold it.
func (s *walk) way(q duty.Question) (out []string) {
	areas := s.w.Register.Areas()
	code := q.Area
	if q.Point != nil {
		code = areas.Locate(*q.Point)
		for _, z := range areas.At(register.Zone) {
			if z.Code != code && areas.Shape(z.Code).Contains(*q.Point) {
				out = append(out, z.Code)
			}
		}
	}
	for a, ok := areas.Find(code); ok; a, ok = areas.Find(a.Parent) {
		out = append(out, a.Code)
	}
	return out
}

// inForce are the posts of a line that must be named: at each place those of the matter, or of the matter above it where
// there are none.
func (s *walk) inForce(q duty.Question, way []string, line duty.Line, day string) (out []string) {
	i := slices.IndexFunc(s.matters, func(m duty.Matter) bool { return m.Code == q.Matter })
	m := s.matters[i]
	pick := func(list []duty.Post, matter string) (found []string) {
		for _, p := range list {
			if p.Line == line && p.Matter == matter && p.From <= day && (p.To == "" || day <= p.To) {
				found = append(found, p.ID)
			}
		}
		return found
	}
	places := [][]duty.Post{}
	for _, code := range way {
		places = append(places, s.posts[code])
	}
	if q.Point != nil && m.Reach > 0 {
		places = append(places, s.near(*q.Point, m)...)
	}
	for _, list := range places {
		own := pick(list, m.Code)
		if len(own) == 0 && m.Parent != "" {
			own = pick(list, m.Parent)
		}
		out = append(out, own...)
	}
	return out
}

// near are the posts of each element within reach; of rivers and their stretches the nearest of each alone.
func (s *walk) near(p geo.Point, m duty.Matter) (out [][]duty.Post) {
	by, nearest, least := map[string][]duty.Post{}, map[string]string{}, map[string]float64{}
	for _, post := range s.elements {
		it, ok := s.w.Register.Index().Find(identity.Everywhere, post.Element)
		if !ok {
			continue
		}
		d := geo.Distance(p, it.Point())
		if g, ok := s.shapes[post.Element]; ok {
			d = g.Distance(p)
		}
		if d > m.Reach {
			continue
		}
		by[post.Element] = append(by[post.Element], post)
		if was, ok := least[it.Kind]; !ok || d < was {
			nearest[it.Kind], least[it.Kind] = post.Element, d
		}
	}
	for el, list := range by {
		it, _ := s.w.Register.Index().Find(identity.Everywhere, el)
		if m.Code != "river" || nearest[it.Kind] == el {
			out = append(out, list)
		}
	}
	return out
}

// gaps holds the gaps of an answer against those seeded on the way.
func (s *walk) gaps(t *testing.T, q duty.Question, a duty.Answer, way []string, day string) {
	type gap struct {
		area, role string
		line       duty.Line
	}
	want := map[gap]bool{}
	for f := range s.told {
		if f.Matter == q.Matter && f.On(day) && slices.Contains(way, f.Area) {
			want[gap{f.Area, f.Role, f.Line}] = true
			s.told[f]++
		}
	}
	for _, l := range a.Lines {
		for _, g := range l.Gaps {
			if !want[gap{g.Area, g.Role, g.Line}] {
				t.Fatalf("nobody left this out: %s on %s", g.Text.Zh, day)
			}
			delete(want, gap{g.Area, g.Role, g.Line})
		}
	}
	if len(want) > 0 {
		t.Fatalf("%s at %v on %s: not told of %v", q.Matter, way, day, want)
	}
}

// edges asks at both ends of every post that ends, and in the place of every seeded gap, where chance may not have been.
func (s *walk) edges(t *testing.T) {
	n := 0
	for _, p := range s.d.Posts {
		if last, err := calendar.ParseDate(p.To); err == nil && p.Element == "" {
			n++
			s.ask(t, duty.Question{Area: p.Area, Matter: p.Matter, At: clock.At(last.End().Add(-time.Microsecond))})
			s.ask(t, duty.Question{Area: p.Area, Matter: p.Matter, At: clock.At(last.End())})
		}
	}
	require.Positive(t, n, "the demo has posts that end")
	for f := range s.told {
		day := s.from
		if f.From != "" {
			day, _ = calendar.ParseDate(f.From)
		}
		s.ask(t, duty.Question{Area: f.Area, Matter: f.Matter, At: clock.At(day.Start())})
	}
}
