package command

import (
	"cmp"
	"context"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// RoomFigure is a number that is known of an incident, with who said it.
type RoomFigure struct {
	Key    string    `json:"key"`
	Title  lang.Text `json:"title"`
	Unit   lang.Text `json:"unit"`
	Value  float64   `json:"value"`
	Organ  string    `json:"organ"`
	SaidAt string    `json:"said_at"`
}

// Room is everything about one incident that a command room shows beside the incident itself, its tasks and its log.
type Room struct {
	Incident   IncidentItem     `json:"incident"`
	Now        clock.Instant    `json:"now" doc:"when this was true"`
	May        bool             `json:"may" doc:"the caller may handle the incident"`
	Levels     []ActiveResponse `json:"levels" nullable:"false" doc:"the plans that run"`
	Figures    []RoomFigure     `json:"figures" nullable:"false" doc:"as last said, to those who may see them"`
	Forces     []RoomForce      `json:"forces" nullable:"false"`
	Due        []RoomDue        `json:"due" nullable:"false" doc:"what is due first first; what has no moment last"`
	Needs      []RoomNeed       `json:"needs" nullable:"false"`
	Orders     []RoomAsked      `json:"requisitions" nullable:"false" doc:"goods that were asked for, to those who may see them"`
	Lacks      []RoomLack       `json:"lacks" nullable:"false"`
	Zones      []Zone           `json:"zones" nullable:"false" doc:"those that hold, from the inside"`
	Board      RoomBoard        `json:"board"`
	Objectives []ObjectiveItem  `json:"objectives" nullable:"false"`
}

// room answers a command room in one reading.
func (s *System) room(ctx context.Context, in *caseInput) (*httpapi.Body[Room], error) {
	c, err := s.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	r, err := s.roomOf(ctx, c)
	return httpapi.OK(r), err
}

func (s *System) roomOf(ctx context.Context, c *procedure.Case) (Room, error) {
	by, q := httpapi.SubjectOf(ctx), s.DB.Read()
	r := Room{Now: clock.Now(s.Clock), May: by.Can(handleIncidents, c.Area) && !c.Closed, Levels: []ActiveResponse{}, Figures: []RoomFigure{}}
	var err error
	if r.Incident, err = s.item(c); err != nil {
		return r, err
	}
	responses, err := responsesOf(ctx, q, c.ID)
	if err != nil {
		return r, err
	}
	for _, x := range responses {
		if x.State == responseActive {
			r.Levels = append(r.Levels, x)
		}
	}
	orders, err := givenOf(ctx, q, c.ID)
	if err != nil {
		return r, err
	}
	tasks, err := s.barely(ctx, c.ID)
	if err != nil {
		return r, err
	}
	last, err := s.lastZones(ctx, q, c.ID)
	if err != nil {
		return r, err
	}
	r.Zones = standing(last)
	own, groups, err := groupsOf(ctx, q, c.ID)
	if err != nil {
		return r, err
	}
	handed, err := handedOver(ctx, q, c.ID)
	if err != nil {
		return r, err
	}
	if r.Forces, err = s.forcesOf(ctx, r.Incident, tasks, r.Zones, groups); err != nil {
		return r, err
	}
	r.Board = board(orders, handed, own, r.Forces)
	if r.Board.Gone, err = goneOf(ctx, q, c.ID); err != nil {
		return r, err
	}
	if r.Objectives, err = s.objectivesOf(ctx, c.ID); err != nil {
		return r, err
	}
	if r.Orders, err = s.askedFor(ctx, c.ID); err != nil {
		return r, err
	}
	live := ofRunning(orders, r.Levels)
	r.Needs, r.Lacks = neededGoods(live, r.Orders), lacks(live, r.Board)
	if r.Due, err = s.dueNext(ctx, c, live, r.Levels); err != nil {
		return r, err
	}
	if s.Figures != nil {
		r.Figures, err = s.Figures(ctx, c.ID)
	}
	return r, err
}

// ofRunning are the orders of responses that go on: what one that was ended lacked is no matter any more.
func ofRunning(orders []GivenOrder, running []ActiveResponse) []GivenOrder {
	return slices.DeleteFunc(slices.Clone(orders), func(o GivenOrder) bool {
		return !slices.ContainsFunc(running, func(r ActiveResponse) bool { return r.Plan == o.Plan })
	})
}

// RoomCard is an open incident in the switcher of command rooms.
type RoomCard struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Type     string        `json:"type"`
	Level    string        `json:"level" enum:",I,II,III,IV"`
	Response string        `json:"response" enum:",I,II,III,IV" doc:"the highest level at which a plan runs"`
	Stage    lang.Text     `json:"stage_title"`
	AreaName string        `json:"area_name"`
	OpenedAt clock.Instant `json:"opened_at"`
	Open     int           `json:"open" doc:"tasks that are not ended"`
	Late     int           `json:"late" doc:"of these, those past their time"`
	Missing  int           `json:"missing" doc:"orders that nobody and nothing answers"`
}

// RoomCards are the open incidents.
type RoomCards struct {
	Items []RoomCard `json:"items" nullable:"false"`
}

// mostRooms is how many open incidents the switcher holds.
const mostRooms = 100

// rooms lists the open incidents that the caller may see, the gravest first, with what waits in each.
func (s *System) rooms(ctx context.Context, _ *struct{}) (*httpapi.Body[RoomCards], error) {
	by, now := httpapi.SubjectOf(ctx), s.Clock.Now()
	cases, _, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: IncidentProcedure, Open: true, Limit: mostRooms})
	if err != nil {
		return nil, err
	}
	out := RoomCards{Items: []RoomCard{}}
	for _, c := range cases {
		i, err := s.item(&c)
		if err != nil {
			return nil, err
		}
		card := RoomCard{ID: c.ID, Title: c.Title, Type: i.Type, Level: i.Level, Stage: i.StageTitle, AreaName: i.AreaName, OpenedAt: c.OpenedAt}
		tasks, _, err := s.Procedure.Cases(ctx, by, procedure.Filter{Procedure: TaskProcedure, Root: c.ID, Open: true, Limit: 500})
		if err != nil {
			return nil, err
		}
		for _, t := range tasks {
			card.Open++
			if !t.DueAt.IsZero() && t.DueAt.Before(now) {
				card.Late++
			}
		}
		if err := s.countRoom(ctx, &card); err != nil {
			return nil, err
		}
		out.Items = append(out.Items, card)
	}
	slices.SortStableFunc(out.Items, func(a, b RoomCard) int {
		return cmp.Or(cmp.Compare(gravity(a), gravity(b)), b.OpenedAt.Compare(a.OpenedAt.Time))
	})
	return httpapi.OK(out), nil
}

// gravity sorts the gravest first: by the level of the response, then by that of the incident.
func gravity(c RoomCard) int {
	rank := map[string]int{"I": 0, "II": 1, "III": 2, "IV": 3}
	at := func(level string) int {
		if n, ok := rank[level]; ok {
			return n
		}
		return len(rank)
	}
	return at(c.Response)*10 + at(c.Level)
}

// countRoom adds the level of the response and what is missing.
func (s *System) countRoom(ctx context.Context, card *RoomCard) error {
	var levels []string
	if err := s.DB.Read().NewRaw("SELECT level FROM command_response WHERE incident = ? AND state = ?", card.ID, responseActive).Scan(ctx, &levels); err != nil {
		return wrapped("levels of "+card.ID, err)
	}
	for _, l := range levels {
		if card.Response == "" || gravity(RoomCard{Response: l}) < gravity(RoomCard{Response: card.Response}) {
			card.Response = l
		}
	}
	err := s.DB.Read().NewRaw("SELECT COUNT(*) FROM command_order WHERE incident = ? AND state IN (?, ?) AND plan IN (SELECT plan FROM command_response WHERE incident = ? AND state = ?)", card.ID, orderMissing, orderUnanswered, card.ID, responseActive).Scan(ctx, &card.Missing)
	return wrapped("orders of "+card.ID, err)
}
