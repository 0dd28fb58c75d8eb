// Package office holds what the systems share whose cases bind the bureau: where a party finds the organ of an area, and
// the officers of an act as writs name them.
package office

import (
	"context"

	"anlan/internal/base/identity"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/writ"
)

// Office is where a party finds the organ of an area, where it may object, and who stands above it.
type Office struct {
	Contact writ.Contact
	Remedy  writ.Remedy
	Review  string // organ that reviews an opinion on a petition (复查)
	Recheck string // organ above that one (复核)
}

// Needs is what such a system leans on.
type Needs struct {
	Office func(area string) Office
	Names  func(ctx context.Context, person string) (string, error) // of a person by id
	Mark   string                                                   // at the head of every writ: 演示数据
}

// Officer is a person as writs name an officer: with the newest enforcement certificate.
func (n Needs) Officer(ctx context.Context, t *procedure.Turn, person string) (writ.Officer, error) {
	c, err := t.Certificate(ctx, person, identity.EnforcementCertificate)
	if err != nil {
		return writ.Officer{}, err
	}
	name, err := n.Names(ctx, person)
	return writ.Officer{Name: name, Certificate: c.Number}, err
}

// Pair is the two officers of an act: its doer and its first signer.
func (n Needs) Pair(ctx context.Context, t *procedure.Turn) ([2]writ.Officer, error) {
	var out [2]writ.Officer
	ids := [2]string{t.Doer().ID}
	if len(t.Signed) > 0 {
		ids[1] = t.Signed[0].Person
	}
	for i, id := range ids {
		o, err := n.Officer(ctx, t, id)
		if err != nil {
			return out, err
		}
		out[i] = o
	}
	return out, nil
}
