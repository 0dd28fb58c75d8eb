package patrol

import (
	"context"

	"anlan/internal/base/calendar"
)

// What the tests need of the clock.

func (s *System) Tick(ctx context.Context) { s.tick(ctx, true) }

func (s *System) MakeDue(ctx context.Context) error { return s.makeDue(ctx) }

func (s *System) ApplyDue(ctx context.Context) error { return s.applyDue(ctx) }

func (s *System) Today() calendar.Date { return s.today() }

func Thin(in [][3]float64) ([][3]float64, float64) { return thin(in) }

func PlateText(id, name, area string) string {
	return (&System{plateKey: []byte("key")}).plateText("https://anlan.example:8443", id, name, area)
}

func PlateSite(text string) string { return plateSite(text) }
