package find

import "strings"

// phone is a number of up to 16 digits, four bits for each with the last digit lowest.
type phone struct {
	digits  uint64
	n       uint8
	private bool
}

// tail is how many last digits of a telephone number find it; shorter numbers are found only whole.
const tail = 7

func newPhone(p Phone) (phone, bool) {
	d := digitsOf(p.Number)
	if d == "" || len(d) > 16 {
		return phone{}, false
	}
	return phone{packed(d), uint8(len(d)), p.Private}, true
}

func packed(digits string) (v uint64) {
	for _, c := range []byte(digits) {
		v = v<<4 | uint64(c-'0')
	}
	return v
}

// digitsOf are the digits of what may be a telephone number, without the code of China; "" for what is none.
func digitsOf(s string) string {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(s), "+86"), "0086")
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			b.WriteByte(c)
		case c != '-' && c != ' ' && c != '(' && c != ')':
			return ""
		}
	}
	return b.String()
}

func (p phone) bucket() uint16 {
	v := p.digits
	if p.n > tail {
		v &= 1<<(4*tail) - 1
	}
	return uint16((v * 0x9e3779b97f4a7c15) >> 48)
}

// like tells whether two numbers are the same, or one the end of the other.
func (p phone) like(q phone) (same, end bool) {
	n := min(p.n, q.n)
	if p.n == q.n {
		return p.digits == q.digits, p.digits == q.digits
	}
	if n < tail {
		return false, false
	}
	mask := uint64(1)<<(4*n) - 1
	return false, p.digits&mask == q.digits&mask
}
