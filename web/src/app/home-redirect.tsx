import { Navigate } from '@tanstack/react-router';

/** Somebody who is signed in has nothing to do on /login. */
export default function HomeRedirect() {
  return <Navigate to="/" replace />;
}
