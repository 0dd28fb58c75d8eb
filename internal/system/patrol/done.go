package patrol

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// RoundReport is what comes from the phone when a task was done. It may come hours later: TakenAt is when it was done.
type RoundReport struct {
	TakenAt  time.Time       `json:"taken_at" doc:"by the phone; not ahead of the server by more than five minutes"`
	Lon      float64         `json:"lon,omitempty" minimum:"-180" maximum:"180"`
	Lat      float64         `json:"lat,omitempty" minimum:"-90" maximum:"90"`
	Accuracy float64         `json:"accuracy,omitempty" minimum:"0" maximum:"100000" doc:"metres; 0: the place is not known"`
	Answers  json.RawMessage `json:"answers" doc:"by the form of the task"`
	Photos   []string        `json:"photos,omitempty" maxItems:"20" doc:"ids of photographs that were sent before"`
	Plate    string          `json:"plate,omitempty" maxLength:"600" doc:"what the door plate said"`
}

type doneInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body RoundReport
}

// aheadBy is how far a phone's clock may be ahead of ours.
const aheadBy = 5 * time.Minute

// done takes the report of a task. Who may: the person named, or whoever works in the cell when nobody is. A task that
// somebody else did, that was called off or given to somebody else is refused with Conflict in words that the phone shows.
// The same report again by the same person changes nothing.
func (s *System) done(ctx context.Context, tx *store.Tx, in *doneInput) (*httpapi.Body[Round], error) {
	by := httpapi.SubjectOf(ctx)
	t, err := s.task(ctx, tx, by, doTasks, in.ID)
	if err != nil {
		return nil, err
	}
	taken, err := s.takenAt(in.Body.TakenAt)
	if err != nil {
		return nil, err
	}
	if t.State == Done && t.DoneBy == by.ID && t.TakenAt.Time.Equal(taken.Time) {
		return httpapi.OK(t), nil
	}
	if err := s.mayDo(ctx, tx, by, t); err != nil {
		return nil, err
	}
	answers, err := form.Decode(forms[t.Form].Zero, in.Body.Answers, "answers")
	if err != nil {
		return nil, err
	}
	if t.Plate, err = platesMatch(in.Body.Plate, t.Site); err != nil {
		return nil, err
	}
	kept, err := json.Marshal(answers)
	if err != nil {
		return nil, err
	}
	t.State, t.DoneBy, t.DoneName, t.TakenAt, t.ReceivedAt = Done, by.ID, by.Name, taken, clock.Now(s.Clock)
	t.Late, t.Answers = taken.After(t.DueAt.Time), string(kept)
	t.DoneLon, t.DoneLat, t.Accuracy = in.Body.Lon, in.Body.Lat, in.Body.Accuracy
	photos, err := s.join(ctx, tx, by, t.ID, t.Area, in.Body.Photos)
	if err != nil {
		return nil, err
	}
	err = s.settle(ctx, tx, t, actor(by), "patrol.task.done", "done", map[string]any{
		"title": t.Title, "taken_at": taken, "lon": t.DoneLon, "lat": t.DoneLat, "accuracy": t.Accuracy, "away": s.away(t), "answers": json.RawMessage(kept), "photos": photos, "plate": t.Plate, "late": t.Late,
	})
	if err != nil {
		return nil, err
	}
	t.Revision++
	s.fill(&t)
	return httpapi.OK(t), nil
}

// takenAt refuses a time that is to come.
func (s *System) takenAt(at time.Time) (clock.Instant, error) {
	now := s.Clock.Now()
	if at.IsZero() || at.After(now.Add(aheadBy)) {
		return clock.Instant{}, fail.Invalid("patrol.taken", "手机时间不正确（晚于服务器时间），请校准手机时间", "the time of the phone is wrong: it lies ahead; set its clock").At("taken_at")
	}
	return clock.At(at), nil
}

// away is how far from the task's place it was done, in metres; -1 when the phone knew no place.
func (s *System) away(t Round) float64 {
	if t.Accuracy == 0 {
		return -1
	}
	return float64(int(geo.Distance(geo.Point{Lon: t.Lon, Lat: t.Lat}, geo.Point{Lon: t.DoneLon, Lat: t.DoneLat})))
}

func (s *System) mayDo(ctx context.Context, tx *store.Tx, by identity.Subject, t Round) error {
	if err := s.stillOpen(t); err != nil {
		return err
	}
	if t.Person == by.ID {
		return nil
	}
	if t.Person != "" {
		return fail.Conflict("patrol.task.others", "“"+t.Title+"”现由"+t.PersonName+"负责", "this task is "+t.PersonName+"'s now")
	}
	cells, err := s.cellsOf(ctx, tx, by.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(cells, t.Area) {
		return fail.Denied("patrol.task.cell", "您不是该网格的成员", "you do not work in this cell")
	}
	return nil
}

type takeInput struct {
	ID string `path:"id" maxLength:"64"`
}

// take makes a task that is nobody's the caller's own.
func (s *System) take(ctx context.Context, tx *store.Tx, in *takeInput) (*httpapi.Body[Round], error) {
	by := httpapi.SubjectOf(ctx)
	t, err := s.task(ctx, tx, by, doTasks, in.ID)
	if err != nil {
		return nil, err
	}
	if t.Person == by.ID && t.State == Open {
		return httpapi.OK(t), nil
	}
	if err := s.mayDo(ctx, tx, by, t); err != nil {
		return nil, err
	}
	t.Person, t.PersonName = by.ID, by.Name
	if err := s.settle(ctx, tx, t, actor(by), "patrol.task.taken", "assigned", map[string]any{"title": t.Title}); err != nil {
		return nil, err
	}
	t.Revision++
	s.fill(&t)
	return httpapi.OK(t), nil
}

// bundle is all that the phone needs to work without a network: the caller's tasks with their forms.
type bundle struct {
	At    clock.Instant `json:"at"`
	Tasks []RoundView   `json:"tasks" nullable:"false"`
	Cells []CellView    `json:"cells" nullable:"false"`
}

// maxBundle is how many tasks a phone takes along.
const maxBundle = 300

// today's work of the caller: open tasks that have begun, the earliest due first, and what was done since yesterday.
func (s *System) mineToday(ctx context.Context, _ *struct{}) (*httpapi.Body[bundle], error) {
	by := httpapi.SubjectOf(ctx)
	where, args, err := s.mine(ctx, by)
	if err != nil {
		return nil, err
	}
	now := clock.Now(s.Clock)
	var list []Round
	err = s.DB.Read().NewRaw("SELECT "+taskColumns+" FROM patrol_task WHERE "+where+" AND (state = 'open' AND opens_at <= ? OR state <> 'open' AND (due_at > ? OR received_at > ?)) ORDER BY due_at, id LIMIT ?",
		append(args, now, clock.At(s.today().Start()), clock.At(s.today().Start()), maxBundle)...).Scan(ctx, &list)
	if err != nil {
		return nil, fmt.Errorf("tasks of %s: %w", by.ID, err)
	}
	out := bundle{At: now, Tasks: []RoundView{}, Cells: []CellView{}}
	for _, t := range list {
		s.fill(&t)
		v, err := s.taskView(ctx, t)
		if err != nil {
			return nil, err
		}
		out.Tasks = append(out.Tasks, v)
	}
	cells, err := s.cellsOf(ctx, s.DB.Read(), by.ID)
	if err != nil {
		return nil, err
	}
	all, err := cellsOn(ctx, s.DB.Read(), identity.Scope(cells), s.today())
	for _, c := range all {
		out.Cells = append(out.Cells, CellView{Cell: c, AreaName: s.Register.Areas().Name(c.Code), Members: []Member{}})
	}
	return httpapi.OK(out), err
}
