package roster

import (
	"context"

	"anlan/internal/base/document/chinese"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
)

// MineView is all of duty that is the caller's, with their own numbers whole. Numbers is null for one who is no contact.
type MineView struct {
	duty.Mine
	Posts   []PostView   `json:"posts" nullable:"false"`
	Numbers *ContactView `json:"numbers"`
}

func (s *System) mine(ctx context.Context, _ *struct{}) (*httpapi.Body[MineView], error) {
	who := httpapi.SubjectOf(ctx)
	m, err := s.Duty.MineOf(ctx, who)
	if err != nil {
		return nil, err
	}
	v := MineView{Mine: m, Posts: []PostView{}}
	for _, p := range m.Posts {
		v.Posts = append(v.Posts, s.postView(p))
	}
	if m.Contact.ID != "" {
		c, err := s.Duty.OneContact(ctx, identity.Everywhere, m.Contact.ID)
		if err != nil {
			return nil, err
		}
		v.Numbers = &ContactView{Contact: c, AreaName: s.Register.Areas().Name(c.Area)}
	}
	return httpapi.OK(v), nil
}

type myNumbersInput struct{ Body duty.MyNumbers }

func (s *System) putMine(ctx context.Context, tx *store.Tx, in *myNumbersInput) (*httpapi.Body[ContactView], error) {
	c, err := s.Duty.PutMine(ctx, tx, httpapi.SubjectOf(ctx), in.Body)
	return httpapi.OK(ContactView{Contact: c, AreaName: s.Register.Areas().Name(c.Area)}), err
}

type absencesInput struct {
	Area string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	Past bool   `query:"past" doc:"with those of the last year"`
}

func (s *System) absences(ctx context.Context, in *absencesInput) (*httpapi.Body[httpapi.Page[duty.AwayItem]], error) {
	items := s.Duty.Absences(httpapi.SubjectOf(ctx).Scope(ReadPosts), duty.AbsenceFilter{Area: in.Area, Past: in.Past})
	return httpapi.OK(httpapi.Page[duty.AwayItem]{Items: items}), nil
}

type confirmInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		How     string `json:"how" minLength:"1" maxLength:"100"`
	}
}

func (s *System) confirmContact(ctx context.Context, tx *store.Tx, in *confirmInput) (*httpapi.Body[ContactView], error) {
	who, actor := by(ctx)
	c, err := s.Duty.ConfirmContact(ctx, tx, actor, who.Scope(keepPosts), in.ID, in.Body.Version, in.Body.How)
	return httpapi.OK(s.contactView(ctx, c)), err
}

type testingOf struct {
	Area string `path:"area" pattern:"^[0-9A-Z]{2,20}$"`
}

func (s *System) testingResult(ctx context.Context, in *testingOf) (*httpapi.Body[duty.TestResult], error) {
	r, err := s.Duty.TestingResult(ctx, httpapi.SubjectOf(ctx).Scope(ReadCalls), in.Area)
	return httpapi.OK(r), err
}

func (s *System) repeatTest(ctx context.Context, tx *store.Tx, in *testingOf) (*httpapi.Body[duty.Call], error) {
	who, actor := by(ctx)
	c, err := s.Duty.RepeatTest(ctx, tx, actor, who.Scope(startCalls), in.Area)
	return httpapi.OK(c), err
}

// masked hides the numbers of a contact in part.
func masked(c duty.Contact) duty.Contact {
	c.Phone, c.Second, c.Third = chinese.MaskPhone(c.Phone), chinese.MaskPhone(c.Second), chinese.MaskPhone(c.Third)
	return c
}
