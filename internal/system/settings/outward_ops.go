package settings

import (
	"context"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
)

type allowedList struct {
	Items []outward.Allowed `json:"items" nullable:"false"`
}

// allowed lists the inside addresses that the server may call.
func (s *System) allowed(ctx context.Context, _ *struct{}) (*httpapi.Body[allowedList], error) {
	all, err := s.Outward.All(ctx)
	return httpapi.OK(allowedList{Items: all}), err
}

type allowInput struct {
	Body struct {
		Rule   string `json:"rule" minLength:"2" maxLength:"64" doc:"IP, IP:PORT or range; names are not taken"`
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *System) allow(ctx context.Context, tx *store.Tx, in *allowInput) (*httpapi.Body[outward.Allowed], error) {
	by, err := s.wholeCity(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.Outward.Allow(ctx, tx, by, in.Body.Rule, in.Body.Reason)
	return httpapi.OK(a), err
}

type shutInput struct {
	Rule string `query:"rule" required:"true" minLength:"2" maxLength:"64"`
}

func (s *System) shut(ctx context.Context, tx *store.Tx, in *shutInput) (*struct{}, error) {
	by, err := s.wholeCity(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.Outward.Shut(ctx, tx, by, in.Rule)
}

// wholeCity is the caller when the allowance is theirs to give: an address is open to the connectors of all areas.
func (s *System) wholeCity(ctx context.Context) (journal.Actor, error) {
	by := httpapi.SubjectOf(ctx)
	if !by.Can("settings.outward.put", s.Home) {
		return journal.Actor{}, fail.Denied("settings.outward.area", "放行地址对全市生效，须由市级系统管理员操作", "an allowance holds for the whole city and is given by an administrator of the city")
	}
	return journal.Actor{ID: by.ID, Name: by.Name}, nil
}
