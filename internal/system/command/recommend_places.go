package command

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/lang"
	"anlan/internal/engine/dispatch"
	"anlan/internal/engine/register"
	"anlan/internal/engine/stock"
)

// verdict is what somebody thinks of a place: whether it fits, why, what speaks against it, and whether to name it.
type verdict struct {
	fit, take bool
	why       []lang.Text
	against   []dispatch.Drawback
}

// around is where to look for places of a kind: how many to name, how many to look at, how far (metres, 0 for any), and how
// things come from there: the sort of vehicle and the key of the time until it starts, empty when nothing comes.
type around struct {
	kind         string
	name, look   int
	reach        float64
	sort, muster string
}

// group finds places of a kind: judge sees the nearest first.
func (f *finder) group(ctx context.Context, a around, judge func(e register.Element) verdict) (Group, error) {
	g, err := f.empty(a.kind)
	if err != nil {
		return g, err
	}
	found, err := f.Register.NearWhere(ctx, f.scope, a.kind, f.at, a.look, a.reach, func(register.Element) bool { return true })
	if err != nil {
		return g, err
	}
	for _, e := range found {
		v := judge(e.Element)
		if !v.take {
			continue
		}
		r := Recommendation{
			ID: e.ID, Kind: a.kind, Name: e.Name, AreaName: f.Register.Areas().Name(e.Area), Lon: e.Lon, Lat: e.Lat, Distance: e.Distance,
			Fit: v.fit, Usable: true, Reasons: []lang.Text{lang.T(fmt.Sprintf("直线 %.1f 公里", e.Distance/1000), fmt.Sprintf("%.1f km away", e.Distance/1000))}, Against: []dispatch.Drawback{}, Attrs: e.Attrs, Given: f.given[e.ID],
		}
		if a.sort != "" {
			f.coming(ctx, &r, a)
		}
		r.Reasons, r.Against = append(r.Reasons, v.why...), append(r.Against, v.against...)
		g.Items = append(g.Items, r)
	}
	slices.SortStableFunc(g.Items, func(a, b Recommendation) int {
		if a.Fit != b.Fit {
			if a.Fit {
				return -1
			}
			return 1
		}
		return 0
	})
	g.Items = g.Items[:min(a.name, len(g.Items))]
	return g, nil
}

// coming reckons the way of what comes from a place.
func (f *finder) coming(ctx context.Context, r *Recommendation, a around) {
	from := f.at
	from.Lon, from.Lat = r.Lon, r.Lat
	trip := f.Dispatch.Trip(ctx, from, f.at, a.sort, a.muster)
	r.Minutes, r.Arrives = trip.Minutes, clock.At(f.Clock.Now().Add(time.Duration(trip.Minutes)*time.Minute))
	r.Reasons[0] = lang.T(fmt.Sprintf("约 %d 分钟（%s）", trip.Minutes, trip.How.Zh), fmt.Sprintf("about %d minutes (%s)", trip.Minutes, trip.How.En))
}

// depots names depots with what they have free by the ledger; a depot without cards is taken at what it once stated.
func (f *finder) depots(ctx context.Context) (Group, error) {
	items, err := f.Stock.Items(ctx)
	if err != nil {
		return Group{}, err
	}
	wanted := map[string]stock.Material{}
	for _, i := range items {
		if slices.ContainsFunc(f.need.materials, func(w string) bool { return strings.Contains(i.Name, w) }) {
			wanted[i.Code] = i
		}
	}
	cards, err := f.Stock.Standings(ctx, stock.Query{Scope: f.scope})
	if err != nil {
		return Group{}, err
	}
	kept, has, low := map[string]bool{}, map[string][]string{}, map[string][]string{}
	for _, c := range cards {
		kept[c.Place] = true
		i, ok := wanted[c.Item]
		if ok && c.Free > 0 {
			has[c.Place] = append(has[c.Place], fmt.Sprintf("%s %s %s", i.Name, c.Free, i.Unit))
		}
		if ok && c.Low() {
			low[c.Place] = append(low[c.Place], fmt.Sprintf("%s %s/%s", i.Name, c.Free, c.Minimum))
		}
	}
	return f.group(ctx, around{"depot", 5, 20, 80000, "goods", "goods"}, func(e register.Element) verdict {
		v, held := verdict{take: true}, has[e.ID]
		if !kept[e.ID] {
			held = f.stated(e)
		}
		if len(held) == 0 {
			return v
		}
		list := strings.Join(held[:min(4, len(held))], "、")
		v.fit, v.why = true, []lang.Text{lang.T("有 "+list, "holds "+list)}
		if short := low[e.ID]; len(short) > 0 {
			list := strings.Join(short[:min(3, len(short))], "、")
			v.against = append(v.against, dispatch.Drawback{Code: "cover", Text: lang.T("已低于下限："+list, "below the minimum: "+list)})
		}
		return v
	})
}

// stated is what a depot said to hold when it was entered in the register.
func (f *finder) stated(e register.Element) (out []string) {
	var a register.Depot
	if json.Unmarshal(e.Attrs, &a) != nil {
		return nil
	}
	for _, m := range a.Materials {
		if m.Quantity > 0 && slices.ContainsFunc(f.need.materials, func(w string) bool { return strings.Contains(m.Name, w) }) {
			out = append(out, fmt.Sprintf("%s %g %s", m.Name, m.Quantity, m.Unit))
		}
	}
	return out
}

func (f *finder) hospitals(ctx context.Context) (Group, error) {
	return f.group(ctx, around{"hospital", 3, 3, 40000, "ambulance", ""}, func(register.Element) verdict { return verdict{fit: true, take: true} })
}

func (f *finder) cameras(ctx context.Context) (Group, error) {
	return f.group(ctx, around{kind: "camera", name: 6, look: 40, reach: 3000}, func(e register.Element) verdict {
		var a register.Camera
		if json.Unmarshal(e.Attrs, &a) != nil || a.State != "online" {
			return verdict{}
		}
		v := verdict{fit: a.PTZ, take: true, why: []lang.Text{lang.T("在线", "online")}}
		if a.PTZ {
			v.why = append(v.why, lang.T("云台可控", "can be turned"))
		}
		return v
	})
}
