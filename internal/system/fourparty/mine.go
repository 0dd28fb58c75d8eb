package fourparty

import (
	"context"
	"fmt"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
)

// Assignment is a sheet that somebody is appointed to, with all that is needed to fill it in without a network.
type Assignment struct {
	Unit      string        `json:"unit"`
	Party     string        `json:"party" enum:"self,government,expert,third"`
	State     string        `json:"state" enum:"open,handed-in,void"`
	Name      string        `json:"name"`
	Kind      string        `json:"kind" enum:"area,department,enterprise,site"`
	AreaName  string        `json:"area_name"`
	Address   string        `json:"address"`
	Lon       float64       `json:"lon"`
	Lat       float64       `json:"lat"`
	Programme string        `json:"programme"`
	Title     string        `json:"title" doc:"of the programme"`
	From      string        `json:"from"`
	To        string        `json:"to"`
	Marks     []Mark        `json:"marks" nullable:"false"`
	Revision  int64         `json:"revision"`
	HandedIn  clock.Instant `json:"handed_in"`
}

// Assignments are the caller's sheets, and the items of their programmes by id.
type Assignments struct {
	At    clock.Instant          `json:"at"`
	Tasks []Assignment           `json:"tasks" nullable:"false"`
	Items map[string][]CheckItem `json:"items" nullable:"false"`
}

// shownFor is how long a sheet that was handed in stays on the phone.
const shownFor = 30 * 24 * time.Hour

// mine are the sheets that the caller is appointed to. Nothing else of a programme is in it.
func (s *System) mine(ctx context.Context, _ *struct{}) (*httpapi.Body[Assignments], error) {
	by := httpapi.SubjectOf(ctx)
	now := s.Clock.Now()
	var sheets []Sheet
	err := s.DB.Read().NewRaw("SELECT "+sheetColumns+" FROM fourparty_sheet WHERE person = ? AND (state = 'open' OR state = 'handed-in' AND received_at > ?) ORDER BY appointed_at, unit LIMIT 300", by.ID, clock.At(now.Add(-shownFor))).Scan(ctx, &sheets)
	if err != nil {
		return nil, fmt.Errorf("sheets of %s: %w", by.ID, err)
	}
	out, known := Assignments{At: clock.At(now), Tasks: []Assignment{}, Items: map[string][]CheckItem{}}, map[string]Programme{}
	for _, x := range sheets {
		units, err := s.unitsWhere(ctx, s.DB.Read(), "id = ?", x.Unit)
		if err != nil || len(units) != 1 {
			return nil, err
		}
		u := units[0]
		p, ok := known[u.Programme]
		if !ok {
			if err := s.DB.Read().NewRaw("SELECT "+programmeColumns+" FROM fourparty_programme WHERE id = ?", u.Programme).Scan(ctx, &p); err != nil {
				return nil, fmt.Errorf("programme %s: %w", u.Programme, err)
			}
			known[p.ID] = p
		}
		if p.State != Running {
			continue
		}
		if out.Items[p.ID] == nil {
			if out.Items[p.ID], err = p.items(); err != nil {
				return nil, err
			}
		}
		t, err := s.taskOf(ctx, x, u, p)
		if err != nil {
			return nil, err
		}
		out.Tasks = append(out.Tasks, t)
	}
	return httpapi.OK(out), nil
}

// taskOf is a sheet as its person sees it. The place is of the element, where there is one.
func (s *System) taskOf(ctx context.Context, x Sheet, u CheckedUnit, p Programme) (Assignment, error) {
	t := Assignment{
		Unit: u.ID, Party: x.Party, State: x.State, Name: u.Name, Kind: u.Kind, AreaName: u.AreaName, Programme: p.ID, Title: p.Title, From: p.From, To: p.To,
		Revision: x.Revision, HandedIn: x.ReceivedAt,
	}
	var err error
	if t.Marks, err = x.marks(); err != nil || u.Element == "" {
		return t, err
	}
	list, err := s.Register.FindAll(ctx, identity.Everywhere, u.Element)
	if err == nil && len(list) == 1 {
		t.Address, t.Lon, t.Lat = list[0].Address, list[0].Lon, list[0].Lat
	}
	return t, err
}
