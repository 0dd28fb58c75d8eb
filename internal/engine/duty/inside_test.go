package duty_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
)

func square(w, s, e, n float64) geo.Shape {
	return geo.NewShape(orb.MultiPolygon{{{{w, s}, {e, s}, {e, n}, {w, n}, {w, s}}}})
}

func named(list []duty.Named) (out []string) {
	for _, p := range list {
		out = append(out, p.Who.ID)
	}
	return out
}

// TestWhoAnswersInAShape draws over the border of two districts, and a river through it.
func TestWhoAnswersInAShape(t *testing.T) {
	w := open(t)
	require.NoError(t, w.reg.PutAreas(w.ctx, tester, "rivers", append(areas(), register.Area{
		Code: "2101W01", Name: "某河", Level: register.River, Parent: "2101", Lon: 123.5, Lat: 41.9, Outline: json.RawMessage(`{"type":"LineString","coordinates":[[123.1,41.9],[123.9,41.9]]}`),
	})))
	for _, n := range []string{"city", "west", "east", "street", "leader", "river", "over"} {
		w.named(n)
	}
	w.post("2101", "flood", "city")
	w.post("210102", "flood", "west")
	w.post("210106", "flood", "east")
	w.post("210106", "flood", "over", between("2025-01-01", "2026-03-01"))
	w.post("210102001", "flood", "street")
	w.post("210102", "flood", "leader", func(p *duty.Post) { p.Role = "area-leader" })
	w.post("2101W01", "river", "river", func(p *duty.Post) { p.Role = "river-leader" })

	ask := func(scope identity.Scope, q duty.Inside) duty.People {
		q.Matter = "flood"
		p, err := w.e.InsideOf(scope, q)
		require.NoError(t, err)
		return p
	}
	people := func(p duty.People) map[string][]string {
		out := map[string][]string{}
		for _, a := range p.Areas {
			out[a.Area] = named(a.People)
		}
		return out
	}
	both := ask(all, duty.Inside{Shape: square(123.49, 41.85, 123.51, 41.95)})
	got := people(both)
	require.Equal(t, []string{"city"}, got["2101"])
	require.Equal(t, []string{"west", "leader"}, got["210102"])
	require.Equal(t, []string{"east"}, got["210106"], "the post that ran out yesterday is not named")
	require.ElementsMatch(t, []string{"leader", "river"}, named(both.Leaders), "of the district and of the river")
	require.Equal(t, "2101", both.Areas[0].Area, "from the city down")

	south := ask(all, duty.Inside{Shape: square(123.2, 41.55, 123.3, 41.65)})
	require.Equal(t, []string{"leader"}, named(south.Leaders), "the river is not touched")
	require.Equal(t, []string{"street"}, people(south)["210102001"], "an area without an outline is touched by its nearest centre")
	require.NotContains(t, people(south), "210106")

	mine := ask(identity.Scope{"210106"}, duty.Inside{Shape: square(123.49, 41.85, 123.51, 41.95)})
	require.NotContains(t, people(mine), "210102", "another district is not told of")
	require.Contains(t, people(mine), "2101", "those above are")
	require.Equal(t, []string{"river"}, named(mine.Leaders))
	require.Empty(t, ask(identity.Scope{"210106"}, duty.Inside{Shape: square(123.2, 41.55, 123.3, 41.65)}).Areas)
	require.Contains(t, people(ask(all, duty.Inside{Area: "210102"})), "210102001", "an area with those right below it")
	gaps := 0
	for _, a := range both.Areas {
		gaps += len(a.Gaps)
	}
	require.Positive(t, gaps, "what is demanded and not held")
	_, err := w.e.InsideOf(all, duty.Inside{Area: "2101", Matter: "luck"})
	require.Error(t, err)
}

// lines are the shapes of elements in a test.
type lines map[string]string

func (l lines) Shapes(_ context.Context, elements ...string) (map[string]geo.Geometry, error) {
	out := map[string]geo.Geometry{}
	for _, el := range elements {
		if text, ok := l[el]; ok {
			g, err := geo.ParseGeometry(json.RawMessage(text))
			if err != nil {
				return nil, err
			}
			out[el] = g
		}
	}
	return out, nil
}

// TestTheNearestStretchOfARiverAnswers asks beside two stretches of a river whose points lie far away.
func TestTheNearestStretchOfARiverAnswers(t *testing.T) {
	w := open(t)
	known := lines{
		"upper": `{"type":"LineString","coordinates":[[123.1,41.70],[123.2,41.70]]}`,
		"lower": `{"type":"LineString","coordinates":[[123.1,41.705],[123.2,41.705]]}`,
	}
	for el, text := range known {
		require.NoError(t, w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := w.reg.Put(ctx, tx, tester, all, register.Element{ID: el, Kind: "river-section", Name: el, Area: "210102001001", Shape: json.RawMessage(text), Attrs: json.RawMessage(`{"start":"a","end":"b","length":8,"danger":false,"people":0,"person":"张三","phone":"13800000000"}`)})
			return err
		}))
	}
	e, err := duty.Open(w.ctx, duty.Options{DB: w.db, Clock: w.c, Journal: w.j, Bus: w.bus, Register: w.reg, Shapes: known, Identity: w.ids, Home: "2101"})
	require.NoError(t, err)
	w.e = e
	w.named("up")
	w.named("low")
	w.post("", "river", "up", func(p *duty.Post) { p.Element, p.Role = "upper", "member" })
	w.post("", "river", "low", func(p *duty.Post) { p.Element, p.Role = "lower", "member" })
	ask := func(lon, lat float64) []string {
		a, err := w.e.Answer(duty.Question{Point: &geo.Point{Lon: lon, Lat: lat}, Matter: "river"})
		require.NoError(t, err)
		return named(a.Lines[0].Steps)
	}
	require.Equal(t, []string{"up"}, ask(123.101, 41.699), "at the very end of the line, 4 km from its middle")
	require.Equal(t, []string{"low"}, ask(123.199, 41.706))
	require.Equal(t, []string{"up"}, ask(123.15, 41.7024), "both are within reach, the nearer one answers")
	require.Empty(t, ask(123.15, 41.68), "2.2 km away: beyond the declared distance")
	again, err := duty.Open(w.ctx, duty.Options{DB: w.db, Clock: w.c, Journal: w.j, Bus: w.bus, Register: w.reg, Shapes: known, Identity: w.ids, Home: "2101"})
	require.NoError(t, err)
	w.e = again
	require.Equal(t, []string{"up"}, ask(123.101, 41.699), "shapes are read anew at the start")
}
