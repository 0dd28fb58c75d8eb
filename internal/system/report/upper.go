package report

import (
	"context"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Upper is a system of an upper level that takes reports of an area by HTTP. None is there until an administrator declares
// it; without one, reports are told by hand.
type Upper struct {
	ID      string        `bun:"id" json:"id"`
	Name    string        `bun:"name" json:"name" doc:"as reports address it"`
	Area    string        `bun:"area" json:"area" doc:"whose reports it takes"`
	Address string        `bun:"address" json:"address"`
	Secret  string        `bun:"secret" json:"-"`
	Phone   string        `bun:"phone" json:"phone" doc:"to call when the line is dead"`
	Active  bool          `bun:"active" json:"active"`
	Changed clock.Instant `bun:"changed_at" json:"changed_at"`
	By      string        `bun:"changed_name" json:"changed_by"`
}

// UpperView is an upper system and how sending to it goes.
type UpperView struct {
	Upper
	AreaName string        `json:"area_name"`
	Waiting  int           `json:"waiting" doc:"reports that wait for a receipt"`
	Said     string        `json:"said" doc:"what the last try that failed met; empty when the last one went well"`
	LastGood clock.Instant `json:"last_good"`
}

const upperColumns = "id, name, area, address, secret, phone, active, changed_at, changed_name"

func purpose(upperID string) string { return "report/upper/" + upperID }

const activeUppers = "SELECT " + upperColumns + " FROM report_upper WHERE active ORDER BY id"

// upperOf is the active system that takes reports of an area: the one whose area fits closest; the zero Upper for none.
func (s *System) upperOf(ctx context.Context, tx *store.Tx, area string) (Upper, error) {
	var all []Upper
	if err := tx.NewRaw(activeUppers).Scan(ctx, &all); err != nil {
		return Upper{}, fmt.Errorf("upper systems: %w", err)
	}
	return closest(all, area), nil
}

// contact is the upper system of an area as those who report see it, nil for none.
func (s *System) contact(ctx context.Context, area string) (*UpperContact, error) {
	var all []Upper
	if err := s.DB.Read().NewRaw(activeUppers).Scan(ctx, &all); err != nil {
		return nil, fmt.Errorf("upper systems: %w", err)
	}
	up := closest(all, area)
	if up.ID == "" {
		return nil, nil
	}
	return &UpperContact{Name: up.Name, Phone: up.Phone}, nil
}

func closest(all []Upper, area string) Upper {
	var best Upper
	for _, u := range all {
		if strings.HasPrefix(area, u.Area) && len(u.Area) > len(best.Area) {
			best = u
		}
	}
	return best
}

// uppers lists them to those who administer their areas.
func (s *System) uppers(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[UpperView]], error) {
	by := httpapi.SubjectOf(ctx)
	where, args := by.Scope("report.upper.read").SQL("area")
	var all []Upper
	if err := s.DB.Read().NewRaw("SELECT "+upperColumns+" FROM report_upper WHERE "+where+" ORDER BY area, name", args...).Scan(ctx, &all); err != nil {
		return nil, fmt.Errorf("upper systems: %w", err)
	}
	out := httpapi.Page[UpperView]{Items: []UpperView{}}
	for _, u := range all {
		v, err := s.upperView(ctx, u)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, v)
	}
	return httpapi.OK(out), nil
}

func (s *System) upperView(ctx context.Context, u Upper) (UpperView, error) {
	v := UpperView{Upper: u, AreaName: s.AreaName(u.Area)}
	var sums []struct {
		Waiting  int           `bun:"waiting"`
		LastGood clock.Instant `bun:"last_good"`
	}
	err := s.DB.Read().NewRaw("SELECT coalesce(sum(CASE WHEN state = ? THEN 1 ELSE 0 END), 0) AS waiting, max(CASE WHEN state = ? THEN ended_at END) AS last_good FROM report_sending WHERE upper = ?", Waiting, Receipted, u.ID).Scan(ctx, &sums)
	if err != nil {
		return v, fmt.Errorf("sendings to %s: %w", u.Name, err)
	}
	if len(sums) > 0 {
		v.Waiting, v.LastGood = sums[0].Waiting, sums[0].LastGood
	}
	var words []string
	err = s.DB.Read().NewRaw("SELECT said FROM report_sending WHERE upper = ? AND state = ? AND tries > 0 ORDER BY queued_at DESC LIMIT 1", u.ID, Waiting).Scan(ctx, &words)
	if err != nil {
		return v, fmt.Errorf("sendings to %s: %w", u.Name, err)
	}
	if len(words) > 0 {
		v.Said = words[0]
	}
	return v, nil
}

// UpperDeclaration is what an administrator says of an upper system.
type UpperDeclaration struct {
	Name    string `json:"name" minLength:"2" maxLength:"100"`
	Area    string `json:"area" minLength:"2" maxLength:"20"`
	Address string `json:"address" maxLength:"300" doc:"http(s)://HOST[:PORT]/PATH; reports are posted there"`
	Secret  string `json:"secret,omitempty" maxLength:"200" doc:"token that it gave; what is there stays when it is left out"`
	Phone   string `json:"phone,omitempty" maxLength:"40"`
	Active  bool   `json:"active"`
}

type upperInput struct {
	ID   string `path:"id" maxLength:"64" pattern:"^[a-z0-9-]+$" doc:"name of the row; a new one makes a new row"`
	Body UpperDeclaration
}

// putUpper declares an upper system, or changes it. The address passes the gate of outward connections.
func (s *System) putUpper(ctx context.Context, tx *store.Tx, in *upperInput) (*httpapi.Body[UpperView], error) {
	by, b := httpapi.SubjectOf(ctx), in.Body
	if err := s.mayPut(by, b.Area); err != nil {
		return nil, err
	}
	if _, err := s.Outward.Check(ctx, b.Address); err != nil {
		return nil, err
	}
	var old []Upper
	if err := tx.NewRaw("SELECT "+upperColumns+" FROM report_upper WHERE id = ?", in.ID).Scan(ctx, &old); err != nil {
		return nil, fmt.Errorf("upper system %s: %w", in.ID, err)
	}
	u := Upper{ID: in.ID, Name: strings.TrimSpace(b.Name), Area: b.Area, Address: strings.TrimSpace(b.Address), Phone: b.Phone, Active: b.Active, Changed: clock.Now(s.Clock), By: by.Name}
	if len(old) > 0 {
		if err := s.mayPut(by, old[0].Area); err != nil {
			return nil, err
		}
		u.Secret = old[0].Secret
	}
	if b.Secret != "" {
		u.Secret = s.Vault.Seal(purpose(u.ID), b.Secret)
	}
	_, err := tx.NewRaw("INSERT INTO report_upper ("+upperColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, area = excluded.area, address = excluded.address,
		secret = excluded.secret, phone = excluded.phone, active = excluded.active, changed_at = excluded.changed_at, changed_name = excluded.changed_name`,
		u.ID, u.Name, u.Area, u.Address, u.Secret, u.Phone, u.Active, u.Changed, u.By).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("upper system %s: %w", u.ID, err)
	}
	// What waits goes to the new address, by the new token, at once.
	if _, err := tx.NewRaw("UPDATE report_sending SET next_at = ? WHERE upper = ? AND state = ?", u.Changed, u.ID, Waiting).Exec(ctx); err != nil {
		return nil, fmt.Errorf("upper system %s: %w", u.ID, err)
	}
	_, err = s.Journal.Append(ctx, tx, journal.Entry{
		Object: "report.upper." + u.ID, Area: u.Area, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: "report.upper.put",
		Body: map[string]any{"name": u.Name, "address": u.Address, "active": u.Active, "secret_changed": b.Secret != ""},
	})
	return httpapi.OK(UpperView{Upper: u, AreaName: s.AreaName(u.Area)}), err
}

func (s *System) mayPut(by identity.Subject, area string) error {
	if !by.Can("report.upper.put", area) {
		return fail.Denied("report.upper.area", "您无权配置该区域的上级系统", "you may not declare the upper system of this area").At("area")
	}
	if s.AreaName(area) == "" {
		return fail.Invalid("report.upper.unknown-area", "没有这个区域："+area, "there is no such area: "+area).At("area")
	}
	return nil
}
