package grid

import (
	"context"

	"anlan/internal/base/httpapi"
	"anlan/internal/engine/register"
)

type countsInput struct {
	By   string `query:"by" enum:"kind,area,risk" default:"kind"`
	Kind string `query:"kind" maxLength:"40"`
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`

	Risk  string         `query:"risk" enum:",red,orange,yellow,blue,none" doc:"only those of this level; none for those that are not graded"`
	Level register.Level `query:"level" enum:",district,street,community,cell" doc:"by area: of which level; the one below the area when left out"`
}

// counted is how many of c are asked for.
func (in *countsInput) counted(c register.Counts) int {
	switch in.Risk {
	case "":
		return c.Total
	case "none":
		return c.ByRisk[""]
	}
	return c.ByRisk[register.Risk(in.Risk)]
}

// counts answers with every kind or level of risk, also those of which there is none; of areas only those that have some.
func (s *System) counts(ctx context.Context, in *countsInput) (*httpapi.Body[map[string]int], error) {
	if err := s.kind(in.Kind); err != nil {
		return nil, err
	}
	x, out := s.Register.Index(), map[string]int{}
	if in.By == "area" {
		for code, c := range x.CountAreas(scope(ctx), in.Kind, in.Area, in.digits()) {
			if n := in.counted(c); n > 0 {
				out[code] = n
			}
		}
		return httpapi.OK(out), nil
	}
	all := x.CountKinds(scope(ctx), in.Area)
	if in.By == "risk" {
		for _, r := range []register.Risk{register.Red, register.Orange, register.Yellow, register.Blue, ""} {
			out[riskName(r)] = 0
		}
	}
	for _, k := range s.Register.Kinds().All() {
		if in.Kind != "" && in.Kind != k.Name {
			continue
		}
		if in.By == "kind" {
			out[k.Name] = in.counted(all[k.Name])
			continue
		}
		for r, n := range all[k.Name].ByRisk {
			if in.Risk == "" || in.Risk == riskName(r) {
				out[riskName(r)] += n
			}
		}
	}
	return httpapi.OK(out), nil
}

func riskName(r register.Risk) string {
	if r == "" {
		return "none"
	}
	return string(r)
}

// digitsBelow is the length of the codes one level below an area: districts for the city, then streets and zones,
// communities, cells.
func digitsBelow(area string) int {
	for _, n := range []int{6, 9, 12} {
		if len(area) < n {
			return n
		}
	}
	return 15
}

// digits is the length of the codes by which areas are counted; zones count among the streets.
func (in *countsInput) digits() int {
	switch in.Level {
	case register.District:
		return 6
	case register.Street, register.Zone:
		return 9
	case register.Community:
		return 12
	case register.Cell:
		return 15
	case register.City, register.River:
	}
	return digitsBelow(in.Area)
}
