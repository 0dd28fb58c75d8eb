package outward

import (
	"context"
	"net"
)

// NewWith makes a gate over a resolver of the test's own; told hears what it dials, and nothing is really dialled unless
// the test allowed it.
func NewWith(r Resolver, told func(address string), allow ...Rule) *Gate {
	g := newGate(func(context.Context) ([]Rule, error) { return allow, nil }, r)
	dial := g.dial
	g.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		told(address)
		if len(allow) == 0 {
			return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
		}
		return dial(ctx, network, address)
	}
	return g
}

// Public is whether an address is open to everybody.
var Public = public
