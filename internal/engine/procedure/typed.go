package procedure

import "time"

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
