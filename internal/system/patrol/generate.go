package patrol

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// How tasks are made. The clock makes the tasks of each day once, in one transaction that also notes the day; a server that
// was off makes up for the days it missed. Each task has a key of matter, target and period that the database holds to be
// unique, so two nodes, a restart or a second run make none twice.

// catchUp is how many missed days are made up for.
const catchUp = 31

// target is what a task is for.
type target struct {
	key      string
	area     string
	site     string
	siteName string
	at       geo.Point
	person   Person
}

// scene is the grid of one day: cells, members, and the sites in each cell, looked up once.
type scene struct {
	s       *System
	cells   []Cell
	members map[string][]Member
	sites   map[string]map[string][]register.Item // by kind and cell
	posts   map[string]Person
	on      calendar.Date
}

func (s *System) scene(ctx context.Context, q store.Querier, on calendar.Date) (*scene, error) {
	cells, err := cellsOn(ctx, q, identity.Everywhere, on)
	if err != nil {
		return nil, err
	}
	members, err := membersOn(ctx, q, identity.Everywhere, on)
	return &scene{s: s, cells: cells, members: members, sites: map[string]map[string][]register.Item{}, posts: map[string]Person{}, on: on}, err
}

// sitesIn are the sites of a kind in a cell, by their place: the area code of an element may be older than the cell.
func (c *scene) sitesIn(kind string, cell Cell) ([]register.Item, error) {
	if c.sites[kind] == nil {
		c.sites[kind] = map[string][]register.Item{}
	}
	if list, known := c.sites[kind][cell.Code]; known {
		return list, nil
	}
	shape, err := geo.ParseShape(cell.Outline)
	if err != nil {
		return nil, fmt.Errorf("cell %s: %w", cell.Code, err)
	}
	list, _ := c.s.Register.Index().Inside(identity.Everywhere, kind, shape.Box(), shape, register.Filter{}, 2000)
	slices.SortFunc(list, func(a, b register.Item) int { return strings.Compare(a.ID, b.ID) })
	c.sites[kind][cell.Code] = list
	return list, nil
}

// who does a matter in a cell: its role, else the next, else whoever the posts name, else nobody.
func (c *scene) who(ctx context.Context, role, cell string, n int) (Person, error) {
	for _, r := range append([]string{role}, roleOrder...) {
		var of []Member
		for _, m := range c.members[cell] {
			if m.Role == r {
				of = append(of, m)
			}
		}
		if len(of) > 0 {
			m := of[n%len(of)] // several share what there is
			return Person{m.Person, m.PersonName}, nil
		}
	}
	if c.s.Posts == nil {
		return Person{}, nil
	}
	if p, known := c.posts[cell]; known {
		return p, nil
	}
	list, err := c.s.Posts.Answering(ctx, cell, c.on)
	if err != nil {
		return Person{}, err
	}
	if len(list) > 0 {
		c.posts[cell] = list[0]
	} else {
		c.posts[cell] = Person{}
	}
	return c.posts[cell], nil
}

// targets are what a matter is for within an area.
func (c *scene) targets(ctx context.Context, m Matter, area string) ([]target, error) {
	var out []target
	for _, cell := range c.cells {
		if !strings.HasPrefix(cell.Code, area) {
			continue
		}
		var list []target
		var err error
		switch m.For {
		case "cell":
			list = []target{{key: cell.Code, area: cell.Code, at: geo.Point{Lon: cell.Lon, Lat: cell.Lat}}}
		case "person":
			for _, w := range c.members[cell.Code] {
				if w.Role == m.Role {
					list = append(list, target{key: w.Person + "@" + cell.Code, area: cell.Code, at: geo.Point{Lon: cell.Lon, Lat: cell.Lat}, person: Person{w.Person, w.PersonName}})
				}
			}
		case "site":
			var sites []register.Item
			if sites, err = c.sitesIn(m.Site, cell); err != nil {
				return nil, err
			}
			for _, e := range sites {
				list = append(list, target{key: e.ID, area: cell.Code, site: e.ID, siteName: e.Name, at: geo.Point{Lon: e.Lon, Lat: e.Lat}})
			}
		}
		for i := range list {
			if list[i].person.ID == "" {
				if list[i].person, err = c.who(ctx, m.Role, cell.Code, i); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, list...)
	}
	return out, nil
}

// newTask is a task of a matter for a target in a period.
func newTask(l List, m Matter, t target, period string, opens clock.Instant, due time.Time) Round {
	return Round{
		ID: id.New(), Key: m.Key + "|" + t.key + "|" + period, List: l.ID, Matter: m.Key, Form: m.Form, Title: m.Title.Zh, Area: t.area, Site: t.site, SiteName: t.siteName,
		Lon: t.at.Lon, Lat: t.at.Lat, Person: t.person.ID, PersonName: t.person.Name, Origin: "schedule", State: Open, OpensAt: opens, DueAt: clock.At(due), Revision: 1,
	}
}

// makeDay makes the tasks that begin on a day and notes the day; again it makes only what is missing. It returns how many
// it made.
func (s *System) makeDay(ctx context.Context, tx *store.Tx, cal *calendar.Calendar, day calendar.Date) (int, error) {
	c, err := s.scene(ctx, tx, day)
	if err != nil {
		return 0, err
	}
	made := 0
	for _, l := range s.lists.Lists {
		if l.Kind != Tasks {
			continue
		}
		for _, key := range l.Matters {
			m := s.lists.Matters[key]
			period, begins := m.Schedule.Begins(cal, day)
			if !begins {
				continue
			}
			n, err := s.makeFor(ctx, tx, c, l, m, period, clock.At(day.Start()), m.Schedule.Due(cal, day))
			if made += n; err != nil {
				return made, err
			}
		}
	}
	_, err = tx.NewRaw("INSERT INTO patrol_day (day, tasks, made_at) VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE SET tasks = patrol_day.tasks + excluded.tasks", day.String(), made, clock.Now(s.Clock)).Exec(ctx)
	if err == nil && made > 0 {
		_, err = s.Journal.Append(ctx, tx, journal.Entry{Object: "patrol-day:" + day.String(), Area: s.Home, Actor: machine, Action: "patrol.tasks.made", Body: map[string]any{"day": day, "tasks": made}})
	}
	return made, err
}

func (s *System) makeFor(ctx context.Context, tx *store.Tx, c *scene, l List, m Matter, period string, opens clock.Instant, due time.Time) (made int, err error) {
	targets, err := c.targets(ctx, m, l.Area)
	if err != nil {
		return 0, err
	}
	for _, t := range targets {
		ok, err := insertTask(ctx, tx, newTask(l, m, t, period, opens, due))
		if err != nil {
			return made, err
		}
		if ok {
			made++
		}
	}
	return made, nil
}

// makeDue makes the tasks of today and of the days that were missed since the last one made, at most catchUp days. Today is
// made again each time, so what came new in the morning has its tasks within the hour.
func (s *System) makeDue(ctx context.Context) error {
	today := s.today()
	from := today
	var last []string
	if err := s.DB.Read().NewRaw("SELECT day FROM patrol_day ORDER BY day DESC LIMIT 1").Scan(ctx, &last); err != nil {
		return fmt.Errorf("days made: %w", err)
	}
	if len(last) == 1 {
		d, err := calendar.ParseDate(last[0])
		if err != nil {
			return err
		}
		if next := d.Next(1); next.Before(today) {
			from = next
		}
		if earliest := today.Next(-catchUp); from.Before(earliest) {
			from = earliest
		}
	}
	cal := s.Procedure.Calendar()
	for day := from; !today.Before(day); day = day.Next(1) {
		if err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { _, err := s.makeDay(ctx, tx, cal, day); return err }); err != nil {
			return fmt.Errorf("tasks of %s: %w", day, err)
		}
	}
	return nil
}
