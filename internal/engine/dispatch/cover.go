package dispatch

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// Zones are the five zones of the rescue forces (五大战区), as the register names them, in their order.
var Zones = []string{"east", "south", "west", "north", "centre"}

// AnySort is the cover that counts teams of every speciality.
const AnySort = ""

// Cover is the minimum of a zone of one speciality, and what is there now.
type Cover struct {
	Sort      string        `bun:"sort" json:"sort" doc:"speciality; empty for teams of every speciality"`
	SortTitle lang.Text     `bun:"-" json:"sort_title"`
	Minimum   int           `bun:"teams" json:"minimum" doc:"teams that should be ready"`
	Have      int           `bun:"-" json:"have" doc:"teams that are ready in the zone now, those that moved up counted where they stand"`
	Short     int           `bun:"-" json:"short" doc:"how many are missing"`
	ChangedAt clock.Instant `bun:"changed_at" json:"changed_at"`
	ChangedBy string        `bun:"changed_name" json:"changed_by"`
	Zone      string        `bun:"zone" json:"-"`
}

// ZoneCover is a zone with what stands in it.
type ZoneCover struct {
	Zone    string    `json:"zone"`
	Title   lang.Text `json:"title"`
	Lon     float64   `json:"lon" doc:"middle of the bases of its teams: where a team that moves up goes"`
	Lat     float64   `json:"lat"`
	Teams   int       `json:"teams" doc:"that stand in it"`
	Ready   int       `json:"ready"`
	Out     int       `json:"out"`
	Resting int       `json:"resting"`
	Unfit   int       `json:"unfit"`
	People  int       `json:"people" doc:"present in the teams that are ready"`
	Short   bool      `json:"short" doc:"stripped: some cover is below its minimum"`
	Covers  []Cover   `json:"covers" nullable:"false"`

	have map[string]int
}

// Situation is the cover of the whole city at one moment.
type Situation struct {
	Zones  []ZoneCover
	Forces []Force // all teams
}

// zone finds a zone.
func (s *Situation) zone(name string) *ZoneCover {
	if i := slices.IndexFunc(s.Zones, func(z ZoneCover) bool { return z.Zone == name }); i >= 0 {
		return &s.Zones[i]
	}
	return nil
}

// Situation counts the teams of the whole city: cover is a matter of the city, whoever asks.
func (e *Engine) Situation(ctx context.Context) (*Situation, error) {
	teams, err := e.Forces(ctx, identity.Everywhere, Team)
	if err != nil {
		return nil, err
	}
	var covers []Cover
	if err := e.DB.Read().NewRaw("SELECT zone, sort, teams, changed_at, changed_name FROM dispatch_cover ORDER BY zone, sort").Scan(ctx, &covers); err != nil {
		return nil, fmt.Errorf("cover of zones: %w", err)
	}
	s := &Situation{Forces: teams}
	for _, z := range Zones {
		s.Zones = append(s.Zones, e.count(z, teams, covers))
	}
	return s, nil
}

// count is one zone.
func (e *Engine) count(zone string, teams []Force, covers []Cover) ZoneCover {
	z := ZoneCover{Zone: zone, Title: e.Choice(Team, "zone", zone), Covers: []Cover{}, have: map[string]int{}}
	bases := 0
	for _, f := range teams {
		if f.Home == zone && f.Move == nil {
			z.Lon, z.Lat, bases = z.Lon+f.Lon, z.Lat+f.Lat, bases+1
		}
		if f.Zone == zone {
			z.take(f)
		}
	}
	if bases > 0 {
		z.Lon, z.Lat = z.Lon/float64(bases), z.Lat/float64(bases)
	}
	for _, c := range covers {
		if c.Zone != zone {
			continue
		}
		if c.Have = z.have[c.Sort]; c.Have < c.Minimum {
			c.Short, z.Short = c.Minimum-c.Have, true
		}
		if c.SortTitle = e.Choice(Team, "speciality", c.Sort); c.Sort == AnySort {
			c.SortTitle = lang.T("各专业合计", "every speciality")
		}
		z.Covers = append(z.Covers, c)
	}
	return z
}

func (z *ZoneCover) take(f Force) {
	z.Teams++
	switch f.State {
	case Ready:
		z.Ready, z.People = z.Ready+1, z.People+f.Present
		z.have[AnySort]++
		z.have[f.Sort]++
	case Out:
		z.Out++
	case Resting:
		z.Resting++
	case Unfit:
		z.Unfit++
	}
}

// Point is where a team that moves up to the zone goes.
func (z *ZoneCover) Point() geo.Point { return geo.Point{Lon: z.Lon, Lat: z.Lat} }

// without names the cover of its zone that would fall below the minimum, or further below it, were a ready team taken away;
// the first in the order of covers. ok is false when none would.
func (s *Situation) without(f Force) (c Cover, ok bool) {
	z := s.zone(f.Zone)
	if z == nil || f.State != Ready {
		return Cover{}, false
	}
	for _, c := range z.Covers {
		if (c.Sort == AnySort || c.Sort == f.Sort) && c.Have-1 < c.Minimum {
			return c, true
		}
	}
	return Cover{}, false
}

// SetCover sets the minimum of a zone for a speciality; 0 takes it away.
func (e *Engine) SetCover(ctx context.Context, tx *store.Tx, by journal.Actor, zone, sort string, teams int) error {
	if !slices.Contains(Zones, zone) {
		return errNoZone
	}
	if sort != AnySort && e.Choice(Team, "speciality", sort).Zh == sort {
		return fail.Invalid("dispatch.sort", "没有这个专业："+sort, "there is no such speciality: "+sort).At("sort")
	}
	if teams < 0 || teams > 1000 {
		return fail.Invalid("dispatch.minimum", "下限应在 0 至 1000 之间", "the minimum is from 0 to 1000").At("teams")
	}
	statement, args := "DELETE FROM dispatch_cover WHERE zone = ? AND sort = ?", []any{zone, sort}
	if teams > 0 {
		statement = "INSERT INTO dispatch_cover (zone, sort, teams, changed_at, changed_name) VALUES (?, ?, ?, ?, ?) ON CONFLICT (zone, sort) DO UPDATE SET teams = excluded.teams, changed_at = excluded.changed_at, changed_name = excluded.changed_name"
		args = append(args, teams, e.now(), by.Name)
	}
	if _, err := tx.NewRaw(statement, args...).Exec(ctx); err != nil {
		return fmt.Errorf("cover of %s: %w", zone, err)
	}
	_, err := e.Journal.Append(ctx, tx, journal.Entry{Object: "zone:" + zone, Actor: by, Action: "dispatch.cover.set", Body: map[string]any{"zone": zone, "sort": sort, "teams": teams}})
	return err
}

var errNoZone = fail.NotFound("dispatch.zone-unknown", "没有这个战区", "there is no such zone")

// MoveProposal is a team that should move up to a zone that is stripped, and what it leaves behind.
type MoveProposal struct {
	Zone      string    `json:"zone"`
	Sort      string    `json:"sort" doc:"what is missing; empty for teams of every speciality"`
	SortTitle lang.Text `json:"sort_title"`
	Force     string    `json:"force"`
	Name      string    `json:"name"`
	Area      string    `json:"-"`
	Present   int       `json:"present"`
	From      string    `json:"from"`
	FromTitle lang.Text `json:"from_title"`
	Minutes   int       `json:"minutes"`
	Road      float64   `json:"road" doc:"metres"`
	Left      int       `json:"left" doc:"teams of that speciality that its zone keeps ready"`
	Least     int       `json:"least" doc:"minimum there; 0 when none is set"`
	Why       lang.Text `json:"why"`
}

// mostProposals is how many teams are proposed for one gap.
const mostProposals = 3

// Proposals name, for each gap, the teams that are there soonest and whose zone stays at or above its own minimums without
// them. A gap for which no zone can spare a team has none.
func (e *Engine) Proposals(ctx context.Context, s *Situation) []MoveProposal {
	out := []MoveProposal{}
	for n := range s.Zones {
		for _, c := range s.Zones[n].Covers {
			if c.Short > 0 {
				out = append(out, e.propose(ctx, s, &s.Zones[n], c)...)
			}
		}
	}
	return out
}

func (e *Engine) propose(ctx context.Context, s *Situation, to *ZoneCover, c Cover) []MoveProposal {
	var out []MoveProposal
	for _, f := range s.Forces {
		from := s.zone(f.Zone)
		if from == nil || f.Zone == to.Zone || f.State != Ready || f.Move != nil || c.Sort != AnySort && f.Sort != c.Sort {
			continue
		}
		if _, stripped := s.without(f); stripped {
			continue
		}
		trip := e.Trip(ctx, f.Point(), to.Point(), f.Sort, f.muster())
		p := MoveProposal{
			Zone: to.Zone, Sort: c.Sort, SortTitle: c.SortTitle, Force: f.ID, Name: f.Name, Area: f.Area, Present: f.Present, From: from.Zone, FromTitle: from.Title,
			Minutes: trip.Minutes, Road: trip.Road, Left: from.have[c.Sort] - 1, Least: least(from, c.Sort),
		}
		p.Why = lang.T(fmt.Sprintf("%d 分钟到位；%s留 %d 支（下限 %d）", p.Minutes, from.Title.Zh, p.Left, p.Least), fmt.Sprintf("there in %d minutes; %s keeps %d (minimum %d)", p.Minutes, from.Title.En, p.Left, p.Least))
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b MoveProposal) int { return cmp.Or(a.Minutes-b.Minutes, cmp.Compare(a.Force, b.Force)) })
	return out[:min(len(out), mostProposals)]
}

func least(z *ZoneCover, sort string) int {
	for _, c := range z.Covers {
		if c.Sort == sort {
			return c.Minimum
		}
	}
	return 0
}
