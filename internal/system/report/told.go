package report

import (
	"context"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
)

// Told is what was reported of an incident: its clocks and figures, for systems that judge it. Begun is false when nobody began to
// report it, or when the one who asks in ctx may not see that.
func (s *System) Told(ctx context.Context, incident string) (clocks []ReportClock, figures []CurrentFigure, begun bool, err error) {
	id, err := s.newestOf(ctx, incident)
	if err != nil || id == "" {
		return nil, nil, false, err
	}
	v, err := s.view(ctx, httpapi.SubjectOf(ctx), id)
	if fail.KindOf(err) == fail.KindNotFound {
		return nil, nil, false, nil
	}
	return v.Clocks, v.Figures, err == nil, err
}

// InDanger is how many people stand as trapped or missing by the figures of an incident, whoever may see them, with who said so.
// A number that nobody said is none.
func (s *System) InDanger(ctx context.Context, incident string) ([]CurrentFigure, error) {
	id, err := s.newestOf(ctx, incident)
	if err != nil || id == "" {
		return nil, err
	}
	c, err := s.Procedure.Case(ctx, machine, id)
	if err != nil {
		return nil, err
	}
	var m UpwardMatter
	if err := c.Load(&m); err != nil {
		return nil, err
	}
	var out []CurrentFigure
	for _, f := range figures(m.Statements) {
		if (f.Key == "trapped" || f.Key == "missing") && f.Known && f.Value > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}
