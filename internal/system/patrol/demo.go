package patrol

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/paulmach/orb"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/mosaic"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// The demo of the grid: communities with drawn cells, members, and a month of rounds of which most were done. All of it is
// constructed from the codes of the areas alone, so every start gives the same.

// demoCommunities is how many communities of a district get drawn cells.
var demoCommunities = map[string]int{"210106": 5, "210102": 1}

// demoDays is how many days of rounds lie behind.
const demoDays = 28

var demoActor = journal.Actor{ID: "machine:demo", Name: "演示数据"}

// LoadDemo puts the demo of the grid into a city with the demo's areas and accounts, in one transaction. A city that has it,
// or has none of the demo's accounts, stays as it is.
func (s *System) LoadDemo(ctx context.Context) error {
	var there int
	if err := s.DB.Read().NewRaw("SELECT count(*) FROM patrol_network").Scan(ctx, &there); err != nil || there > 0 {
		return err
	}
	err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, district := range []string{"210102", "210106"} {
			people, err := s.demoPeople(ctx, district)
			if err != nil {
				return err
			}
			for i, c := range s.demoPlaces(district) {
				if err := s.demoCells(ctx, tx, c, people, i); err != nil {
					return err
				}
			}
		}
		return s.demoRounds(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("load demo grid: %w", err)
	}
	return nil
}

// demoPeople are the demo's grid members of a district.
func (s *System) demoPeople(ctx context.Context, district string) ([]identity.Person, error) {
	var out []identity.Person
	for n := range 7 {
		login := "grid-" + district
		if n > 0 {
			login = fmt.Sprintf("grid-%s-%d", district, n)
		}
		p, err := s.Identity.ByLogin(ctx, login)
		if fail.KindOf(err) == fail.KindNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// demoPlaces are the first communities of a district that have room around them.
func (s *System) demoPlaces(district string) []register.Area {
	areas := s.Register.Areas()
	var all, out []register.Area
	for _, st := range areas.Below(identity.Everywhere, district) {
		if st.Level == register.Street {
			all = append(all, areas.Below(identity.Everywhere, st.Code)...)
		}
	}
	for _, c := range all {
		if len(out) < demoCommunities[district] && demoRoom(c, all) > 150 {
			out = append(out, c)
		}
	}
	return out
}

// demoRoom is how far the border of a community may reach, in metres: half the way to the next one.
func demoRoom(c register.Area, all []register.Area) float64 {
	room := 900.0
	for _, o := range all {
		if o.Code != c.Code {
			room = min(room, geo.Distance(geo.Point{Lon: c.Lon, Lat: c.Lat}, geo.Point{Lon: o.Lon, Lat: o.Lat})/2)
		}
	}
	return room * 0.96
}

func (s *System) demoCells(ctx context.Context, tx *store.Tx, c register.Area, people []identity.Person, n int) error {
	if len(people) == 0 {
		return nil
	}
	from := s.today().Next(-demoDays - 3)
	d, err := s.demoDrawing(c)
	if err != nil {
		return err
	}
	if _, err := s.enact(ctx, tx, d, from, "演示：首次划分网格", demoActor); err != nil {
		return err
	}
	for k, p := range d.mosaic.Pieces {
		leader, member := people[(n+1)%len(people)], people[(n*3+k+2)%len(people)]
		work := map[string]identity.Person{CellLeader: leader, CellMember: member}
		if k == 0 {
			work[Inspector] = people[(n+4)%len(people)]
		}
		for _, role := range roleOrder {
			if who, ok := work[role]; ok {
				m := Member{ID: id.New(), Cell: p.Key, Person: who.ID, PersonName: who.Name, Role: role, From: from.String()}
				if err := s.putMember(ctx, tx, m, demoActor); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// demoDrawing is an octagon around the middle of a community, cut in four.
func (s *System) demoDrawing(c register.Area) (drawing, error) {
	var all []register.Area
	for _, st := range s.Register.Areas().Below(identity.Everywhere, register.DistrictOf(c.Code)) {
		all = append(all, s.Register.Areas().Below(identity.Everywhere, st.Code)...)
	}
	room, middle := demoRoom(c, all), geo.Point{Lon: c.Lon, Lat: c.Lat}
	turn := float64(hashOf(c.Code) % 40)
	var ring orb.Ring
	for k := range 8 {
		p := middle.Toward(turn-float64(k)*45, room*(0.8+0.2*float64(hashOf(c.Code+fmt.Sprint(k))%100)/100))
		ring = append(ring, p.Orb())
	}
	ring = append(ring, ring[0])
	d := drawing{names: map[string]string{}, draftRow: draftRow{ID: id.New(), Community: c.Code}}
	code := func(n int) string { return fmt.Sprintf("%s%03d", c.Code, n) }
	for n := 1; n <= 4; n++ {
		d.names[code(n)] = cellName(c.Name, code(n))
	}
	d.mosaic = mosaic.Mosaic{Frame: orb.MultiPolygon{{ring}}, Pieces: []mosaic.Piece{{Key: code(1), Ring: ring.Clone()}}}
	m, err := d.mosaic.Tidy()
	if err != nil {
		return d, err
	}
	across := func(bearing float64) orb.LineString {
		return orb.LineString{middle.Toward(bearing, 3*room).Orb(), middle.Toward(bearing+180, 3*room).Orb()}
	}
	first, second := across(turn+10), across(turn+97)
	for _, cut := range []struct {
		key, other int
		line       orb.LineString
	}{{1, 2, first}, {1, 3, second}, {2, 4, second}} {
		if m, err = m.Split(code(cut.key), cut.line, code(cut.other)); err != nil {
			return d, err
		}
	}
	d.mosaic = m
	return d, d.pack()
}

func hashOf(text string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // never fails
	return h.Sum32()
}

// demoRounds makes the rounds of the days behind and does most of them: 88 of 100 in time, 5 late. The others wait, but for
// those that fell due more than two days ago: those were done late too, as in a city that looks after what is overdue, or
// put off until tomorrow at a site. A round that names nobody was done by somebody of its cell.
func (s *System) demoRounds(ctx context.Context, tx *store.Tx) error {
	cal, today := s.Procedure.Calendar(), s.today()
	for day := today.Next(-demoDays); !today.Before(day); day = day.Next(1) {
		if _, err := s.makeDay(ctx, tx, cal, day); err != nil {
			return err
		}
	}
	var open []Round
	if err := tx.NewRaw("SELECT "+taskColumns+" FROM patrol_task WHERE state = 'open' AND opens_at < ? ORDER BY key", clock.At(today.Start())).Scan(ctx, &open); err != nil {
		return err
	}
	done := 0
	var err error
	for _, t := range open {
		lot := hashOf(t.Key) % 100
		took := time.Duration(9*60+hashOf(t.Key+"at")%480) * time.Minute
		at := t.OpensAt.Add(took)
		late := lot >= 88 || at.After(t.DueAt.Time)
		if late {
			at = t.DueAt.Add(took)
		}
		old := t.DueAt.Before(s.Clock.Now().Add(-demoOverdue))
		if lot >= 93 && old && t.Site != "" { // put off, so that there is one to begin
			if _, err := tx.NewRaw("UPDATE patrol_task SET due_at = ? WHERE id = ?", clock.At(today.Next(2).Start()), t.ID).Exec(ctx); err != nil {
				return err
			}
			continue
		}
		if lot >= 93 && !old || at.After(s.Clock.Now()) {
			continue
		}
		if t.Person == "" {
			if !old {
				continue
			}
			if t.Person, t.PersonName, err = s.demoMember(ctx, tx, t.Area); err != nil {
				return err
			}
		}
		done++
		_, err = tx.NewRaw("UPDATE patrol_task SET state = 'done', person = ?, person_name = ?, done_by = ?, done_name = ?, taken_at = ?, received_at = ?, late = ?, answers = ?, done_lon = lon, done_lat = lat, accuracy = 12, revision = 2 WHERE id = ?",
			t.Person, t.PersonName, t.Person, t.PersonName, clock.At(at), clock.At(at.Add(time.Minute)), late, demoAnswers[t.Form], t.ID).Exec(ctx)
		if err != nil {
			return err
		}
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: "patrol-demo", Area: s.Home, Actor: demoActor, Action: "patrol.demo.loaded", Body: map[string]any{"done": done, "until": calendar.DateOf(s.Clock.Now())}})
	return err
}

// demoOverdue is how long a round of the demo may stand overdue.
const demoOverdue = 48 * time.Hour

// demoMember is somebody who works in a cell.
func (s *System) demoMember(ctx context.Context, tx *store.Tx, cell string) (id, name string, err error) {
	var m struct {
		Person string `bun:"person"`
		Name   string `bun:"person_name"`
	}
	err = tx.NewRaw("SELECT person, person_name FROM patrol_member WHERE cell = ? ORDER BY role, id LIMIT 1", cell).Scan(ctx, &m)
	if store.IsNoRows(err) {
		return "grid", "网格员", nil
	}
	return m.Person, m.Name, err
}

var demoAnswers = map[string]string{
	"round": `{"streets":"ok","covers":"ok","gas":"none"}`, "site": `{"present":"ok","power":"ok","exits":"ok"}`,
	"fire": `{"routes":"ok","gear":"ok","bicycle":"ok"}`, "flood": `{"drains":"ok","boards":"ok","told":"none"}`,
}
