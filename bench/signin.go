package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"anlan/internal/probe"
)

// signIns times the refusals of wrong passwords and of names that nobody has, turn by turn. A name is answered ten times
// in a quarter of an hour, so the wrong passwords go round all accounts.
func (r *report) signIns(ctx context.Context, s *probe.Server, n int) error {
	if n == 0 {
		return nil
	}
	admin, err := s.SignIn(ctx, "admin")
	if err != nil {
		return err
	}
	type person struct {
		Login string `json:"login"`
	}
	people, err := probe.All[person](ctx, admin, "/settings/people", nil)
	if err != nil {
		return err
	}
	const most = 9
	n = min(n, most*len(people))
	var wrong, unknown []time.Duration
	nobody := probe.NewClient(s.URL())
	try := func(user string) (time.Duration, error) {
		begin := time.Now()
		err := nobody.SignIn(ctx, user, "not-the-password")
		took := time.Since(begin)
		if status := probe.StatusOf(err); status != 401 {
			return 0, fmt.Errorf("%s with a wrong password: %w", user, err)
		}
		return took, nil
	}
	for i := range n {
		order := []func() error{
			func() error {
				d, err := try(people[i%len(people)].Login)
				wrong = append(wrong, d)
				return err
			},
			func() error { d, err := try(fmt.Sprintf("nobody-%04d", i)); unknown = append(unknown, d); return err },
		}
		if i%2 == 1 {
			slices.Reverse(order)
		}
		for _, f := range order {
			if err := f(); err != nil {
				return err
			}
		}
	}
	r.SignIn = &signIn{Each: n, Wrong: quantiles(wrong), Unknown: quantiles(unknown)}
	r.SignIn.Ratio = r.SignIn.Unknown.P50 / r.SignIn.Wrong.P50
	return nil
}
