package connector

import (
	"context"
	"slices"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/connect/mapping"
)

// SourceView is a source with how it stands.
type SourceView struct {
	Source
	AreaName string `json:"area_name"`
	Status   State  `json:"status"`
	Lag      *int64 `json:"lag_s,omitempty" doc:"age of the newest record, in seconds"`
	Inbox    string `json:"inbox,omitempty" doc:"folder or path to which the other side delivers"`
}

func (s *System) view(src Source, st State) SourceView {
	v := SourceView{Source: src, AreaName: s.Register.Areas().Name(src.Area), Status: st}
	if !st.Newest.IsZero() {
		lag := int64(s.Clock.Since(st.Newest.Time).Seconds())
		v.Lag = &lag
	}
	switch src.Protocol {
	case Push:
		v.Inbox = "/api/connector/push/" + src.ID
	case Folder:
		v.Inbox = "connector/" + src.ID
	}
	return v
}

var worst = []string{broken, lying, late, fresh, fine, paused}

func (s *System) list(ctx context.Context, in *httpapi.List) (*httpapi.Body[httpapi.Page[SourceView]], error) {
	out, err := s.standing(ctx, httpapi.SubjectOf(ctx).Scope(readSources).Within(in.Area), in.Q)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[SourceView]{Items: out}), nil
}

// standing are the sources in a scope whose names hold a text, the worst first.
func (s *System) standing(ctx context.Context, scope identity.Scope, q string) ([]SourceView, error) {
	all, err := s.sources(ctx, s.DB.Read(), scope)
	if err != nil {
		return nil, err
	}
	states, err := s.states(ctx)
	if err != nil {
		return nil, err
	}
	out := []SourceView{}
	for _, src := range all {
		if strings.Contains(src.Name+" "+src.Department+" "+src.ID, q) {
			out = append(out, s.view(src, states[src.ID]))
		}
	}
	slices.SortStableFunc(out, func(a, b SourceView) int {
		return slices.Index(worst, a.Status.State) - slices.Index(worst, b.Status.State)
	})
	return out, nil
}

type idInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *System) one(ctx context.Context, in *idInput) (*httpapi.Body[SourceView], error) {
	src, err := s.source(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readSources), in.ID)
	if err != nil {
		return nil, err
	}
	st, err := s.state(ctx, s.DB.Read(), src.ID)
	return httpapi.OK(s.view(src, st)), err
}

type runsInput struct {
	ID    string `path:"id" maxLength:"64"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
}

type sourceRuns struct {
	Items []SourceRun `json:"items" nullable:"false"`
}

func (s *System) runsOf(ctx context.Context, in *runsInput) (*httpapi.Body[sourceRuns], error) {
	src, err := s.source(ctx, s.DB.Read(), httpapi.SubjectOf(ctx).Scope(readSources), in.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.runs(ctx, src.ID, clock.At(s.Clock.Now().Add(-keepRuns)), in.Limit)
	return httpapi.OK(sourceRuns{Items: list}), err
}

// SourceDeclaration is what a person says of a source; see Source.
type SourceDeclaration struct {
	Name       string          `json:"name" minLength:"1" maxLength:"60"`
	Department string          `json:"department" minLength:"1" maxLength:"60"`
	Area       string          `json:"area" pattern:"^[0-9A-Z]{2,20}$"`
	Protocol   string          `json:"protocol" enum:"pull,push,folder,mqtt"`
	Address    string          `json:"address,omitempty" maxLength:"1000"`
	Topics     string          `json:"topics,omitempty" maxLength:"4000" doc:"mqtt: one a line"`
	Auth       string          `json:"auth" enum:"none,bearer,basic,header,hmac"`
	Account    string          `json:"account,omitempty" maxLength:"100"`
	Secret     string          `json:"secret,omitempty" maxLength:"500" doc:"left out, the old one stays; it is never shown"`
	Every      int64           `json:"every_s" minimum:"1" maximum:"86400"`
	Limit      int64           `json:"limit_s" minimum:"0" maximum:"2592000"`
	Late       int64           `json:"late_s,omitempty" minimum:"0" maximum:"2592000"`
	Wait       int64           `json:"wait_s" minimum:"1" maximum:"120"`
	Size       int64           `json:"size" minimum:"1" maximum:"5000"`
	Overlap    int64           `json:"overlap_s,omitempty" minimum:"0" maximum:"86400"`
	Repeats    int64           `json:"repeats,omitempty" minimum:"0" maximum:"1000"`
	Mapping    mapping.Mapping `json:"mapping"`
}

// onto writes the body over a source. Only a secret that was given is sealed anew.
func (b SourceDeclaration) onto(s *System, src *Source) {
	src.Name, src.Department, src.Area, src.Protocol, src.Address = strings.TrimSpace(b.Name), strings.TrimSpace(b.Department), b.Area, b.Protocol, strings.TrimSpace(b.Address)
	src.Topics = ""
	if b.Protocol == MQTT {
		src.Topics = strings.TrimSpace(b.Topics)
	}
	src.Auth, src.Account = b.Auth, b.Account
	src.Every, src.Limit, src.Late, src.Wait, src.Size, src.Overlap, src.Repeats, src.Mapping = b.Every, b.Limit, b.Late, b.Wait, b.Size, b.Overlap, b.Repeats, b.Mapping
	switch {
	case b.Auth == NoAuth:
		src.Secret = ""
	case b.Secret != "":
		src.Secret = s.Vault.Seal(src.purpose(), b.Secret)
	}
}

type declareInput struct {
	Body struct {
		ID     string `json:"id" maxLength:"40" doc:"small letters, digits and hyphens"`
		Paused bool   `json:"paused,omitempty"`
		Demo   bool   `json:"demo,omitempty" doc:"its records are invented"`
		SourceDeclaration
	}
}

func (s *System) create(ctx context.Context, tx *store.Tx, in *declareInput) (*httpapi.Body[SourceView], error) {
	src := Source{ID: in.Body.ID, Paused: in.Body.Paused, Demo: in.Body.Demo}
	in.Body.onto(s, &src)
	return s.write(ctx, tx, src)
}

type redeclareInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64 `json:"version" minimum:"1" doc:"as it was read"`
		SourceDeclaration
	}
}

func (s *System) change(ctx context.Context, tx *store.Tx, in *redeclareInput) (*httpapi.Body[SourceView], error) {
	src, err := s.source(ctx, tx, httpapi.SubjectOf(ctx).Scope(putSources), in.ID)
	if err != nil {
		return nil, err
	}
	if src.Secret != "" && in.Body.Secret == "" && in.Body.Auth != NoAuth && origin(src.Address) != origin(strings.TrimSpace(in.Body.Address)) {
		return nil, invalid("secret", "更换地址时请重新填写凭据", "with a new address the credentials are entered anew")
	}
	src.Version = in.Body.Version
	in.Body.onto(s, &src)
	return s.write(ctx, tx, src)
}

// origin is scheme and host of an address: a kept secret goes nowhere else.
func origin(address string) string {
	parts := strings.SplitN(address, "/", 4)
	return strings.Join(parts[:min(len(parts), 3)], "/")
}

func (s *System) write(ctx context.Context, tx *store.Tx, src Source) (*httpapi.Body[SourceView], error) {
	by := httpapi.SubjectOf(ctx)
	if !by.Can(putSources, src.Area) {
		return nil, fail.Denied("connector.area", "无权在该区域接入数据源", "you may not declare sources in this area").At("area")
	}
	if err := s.check(ctx, &src); err != nil {
		return nil, err
	}
	if err := s.put(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, &src); err != nil {
		return nil, err
	}
	if src.Protocol == Folder {
		f, err := s.folder(src)
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	tx.AfterCommit(s.poke)
	st, err := s.state(ctx, tx, src.ID)
	return httpapi.OK(s.view(src, st)), err
}

func (s *System) pause(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[SourceView], error) {
	return s.halt(ctx, tx, in.ID, true)
}

func (s *System) resume(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[SourceView], error) {
	return s.halt(ctx, tx, in.ID, false)
}

// halt pauses or resumes. To do again what is so already changes nothing.
func (s *System) halt(ctx context.Context, tx *store.Tx, id string, to bool) (*httpapi.Body[SourceView], error) {
	by := httpapi.SubjectOf(ctx)
	src, err := s.source(ctx, tx, by.Scope(runSources), id)
	if err != nil {
		return nil, err
	}
	if src.Paused != to {
		src.Paused = to
		if err := s.put(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, &src); err != nil {
			return nil, err
		}
		tx.AfterCommit(s.poke)
	}
	st, err := s.state(ctx, tx, src.ID)
	return httpapi.OK(s.view(src, st)), err
}

func (s *System) runNow(ctx context.Context, tx *store.Tx, in *idInput) (*httpapi.Body[SourceView], error) {
	src, err := s.source(ctx, tx, httpapi.SubjectOf(ctx).Scope(runSources), in.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case src.Paused:
		return nil, fail.Conflict("connector.paused", "数据源已暂停，请先恢复", "the source is paused; resume it first")
	case src.Protocol == Push:
		return nil, fail.Conflict("connector.pushes", "该数据源由对方推送，不能主动同步", "the other side pushes; it cannot be asked")
	}
	if _, err := tx.NewRaw("UPDATE connector_state SET next_at = ? WHERE source = ?", clock.Now(s.Clock), src.ID).Exec(ctx); err != nil {
		return nil, err
	}
	tx.AfterCommit(s.poke)
	st, err := s.state(ctx, tx, src.ID)
	return httpapi.OK(s.view(src, st)), err
}
