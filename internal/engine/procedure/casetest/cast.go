package casetest

import (
	"context"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// Actor is somebody who appears in scripts.
type Actor struct {
	Name         string // as scripts call them: 主办员
	Role         string
	Also         []string // further roles in the same area
	Area         string
	Certificates []identity.Certificate // without the person
}

func certificate(kind, number, from, to string) identity.Certificate {
	f, _ := calendar.ParseDate(from)
	t, _ := calendar.ParseDate(to)
	return identity.Certificate{Kind: kind, Number: number, From: f, To: t}
}

// Cast is who appears in the scripts of the systems: a district's bureau, the city's, and those who must be refused.
func Cast() []Actor {
	card := func(n string) []identity.Certificate {
		return []identity.Certificate{certificate(identity.EnforcementCertificate, n, "2019-01-01", "2030-12-31")}
	}
	bar := []identity.Certificate{certificate(identity.LegalQualification, "A20102101060001", "2010-03-01", "2099-12-31")}
	const district, city = "210106", "2101"
	return []Actor{
		{Name: "主办员", Role: "officer", Area: district, Certificates: card("06010001")},
		{Name: "协办员", Role: "officer", Area: district, Certificates: card("06010002")},
		{Name: "执法员丙", Role: "officer", Area: district, Certificates: card("06010003")},
		{Name: "无证员", Role: "officer", Area: district},
		{Name: "过期员", Role: "officer", Area: district, Certificates: []identity.Certificate{certificate(identity.EnforcementCertificate, "06010009", "2015-01-01", "2020-01-31")}},
		{Name: "法制员", Role: "legal", Area: district, Certificates: bar},
		{Name: "新法制员", Role: "legal", Area: district},
		{Name: "科长", Role: "head", Area: district},
		{Name: "局领导", Role: "leader", Area: district},
		{Name: "局领导乙", Role: "leader", Area: district},
		{Name: "听证主持人", Role: "host", Area: district},
		{Name: "公示员", Role: "publicity", Area: district},
		{Name: "窗口", Role: "clerk", Area: district},
		{Name: "市局执法员", Role: "officer", Area: city, Certificates: card("21010001")},
		{Name: "市局领导", Role: "leader", Area: city},
		{Name: "市局科长", Role: "head", Area: city},
		{Name: "市局兼任领导", Role: "head", Also: []string{"leader"}, Area: city},
		{Name: "外区执法员", Role: "officer", Area: "210102", Certificates: card("02010001")},
		{Name: "值班员", Role: "duty", Area: district},
		{Name: "审计员", Role: "auditor", Area: city},
		{Name: "兼职员", Role: "officer", Also: []string{"host", "legal"}, Area: district, Certificates: append(card("06010004"), bar...)},
	}
}

// play puts the cast into the world.
func (w *world) play(cast []Actor, roles identity.Roles) {
	w.people = map[string]identity.Subject{}
	for _, a := range cast {
		grants := []identity.Grant{{Role: a.Role, Area: a.Area}}
		for _, r := range a.Also {
			grants = append(grants, identity.Grant{Role: r, Area: a.Area})
		}
		w.people[a.Name] = identity.NewSubject(a.Name, a.Name, a.Name, grants, roles)
		err := w.db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
			if err := w.identity.Put(ctx, tx, journal.Actor{ID: "machine:test"}, identity.NewPerson{Person: identity.Person{ID: a.Name, Login: a.Name, Name: a.Name, Area: a.Area, Grants: grants}}); err != nil {
				return err
			}
			for _, c := range a.Certificates {
				c.Person = a.Name
				if err := w.identity.PutCertificate(ctx, tx, journal.Actor{ID: "machine:test"}, c); err != nil {
					return err
				}
			}
			return nil
		})
		require.NoError(w.t, err)
	}
}
