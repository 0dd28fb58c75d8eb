package procedure

import (
	"context"
	"time"
)

// FormOf is the form of the running act as its type; empty when the act has none, or one of another type.
func FormOf[T any](t *Turn) *T {
	f, _ := t.Form.(*T)
	if f == nil {
		return new(T)
	}
	return f
}

// DataOf reads the case's data as its type.
func DataOf[T any](t *Turn) (T, error) {
	var d T
	err := t.Case.Load(&d)
	return d, err
}

// Alter reads the case's data as its type, lets f change it, and writes it back. An error of f leaves the data as it was.
func Alter[T any](t *Turn, f func(d *T) error) error {
	d, err := DataOf[T](t)
	if err != nil {
		return err
	}
	if err := f(&d); err != nil {
		return err
	}
	return t.Case.Save(d)
}

// Moment reads a moment that a form tells; zero when it tells none.
func Moment(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Changing is an effect that reads the data of the case, lets f change it, and writes it back.
func Changing[T any](f func(t *Turn, d *T) error) Effect {
	return func(_ context.Context, t *Turn) error {
		return Alter(t, func(d *T) error { return f(t, d) })
	}
}

// Checking is a guard's check on the data of the case.
func Checking[T any](f func(t *Turn, d T) error) func(context.Context, *Turn) error {
	return func(_ context.Context, t *Turn) error {
		d, err := DataOf[T](t)
		if err != nil {
			return err
		}
		return f(t, d)
	}
}

// When is a condition of clocks and writs on the data of the case.
func When[T any](f func(t *Turn, d T) bool) func(*Turn) bool {
	return func(t *Turn) bool {
		d, err := DataOf[T](t)
		return err == nil && f(t, d)
	}
}
