package app

import (
	"context"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/engine/duty"
	"anlan/internal/system/govern"
	"anlan/internal/system/patrol"
)

// posts tells the grid who answers for a cell in which nobody works: those whose posts of work safety hold there, nearest
// first, as far as they have an account to which a round can be given.
type posts struct{ duty *duty.Engine }

// Answering implements patrol.Posts, at noon of the day.
func (p posts) Answering(_ context.Context, area string, on calendar.Date) ([]patrol.Person, error) {
	a, err := p.duty.Answer(duty.Question{Area: area, Matter: "safety", At: clock.At(on.Start().Add(12 * time.Hour))})
	if err != nil {
		return nil, err
	}
	var out []patrol.Person
	for _, n := range a.People() {
		if w := n.Acting(); w.Account != "" {
			out = append(out, patrol.Person{ID: w.Account, Name: w.Name})
		}
	}
	return out, nil
}

// answers names who answers for an area to those who supervise it: the nearest of those posts with an account.
func (a *App) answers(ctx context.Context, area string, on calendar.Date) (govern.Person, error) {
	list, err := posts{a.Duty}.Answering(ctx, area, on)
	if err != nil || len(list) == 0 {
		return govern.Person{}, err
	}
	return govern.Person{ID: list[0].ID, Name: list[0].Name}, nil
}
