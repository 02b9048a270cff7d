/** Keeps a screen that fails from taking the studio with it. */
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Failure } from '../ui/failure.tsx';
import { ScreenMissing } from './screen-missing.ts';

interface Props {
  /** The screen's name, for the message. */
  name: string;
  children: ReactNode;
}

interface State {
  error: Error | null;
  componentStack: string;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, componentStack: '' };

  static getDerivedStateFromError(thrown: unknown): Partial<State> {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override componentDidCatch(_error: Error, info: ErrorInfo): void {
    this.setState({ componentStack: info.componentStack ?? '' });
  }

  override render(): ReactNode {
    const { error, componentStack } = this.state;
    if (error === null) return this.props.children;
    if (error instanceof ScreenMissing)
      return (
        <Failure
          title={`${this.props.name} could not be loaded`}
          detail="Parley did not answer, or has been renewed since this page was opened. Reload the page once it answers: what you changed is kept."
          trace={String(error.cause)}
          retryLabel="Reload"
          onRetry={() => {
            window.location.reload();
          }}
        />
      );
    return (
      <Failure
        title={`${this.props.name} stopped working`}
        detail={`${error.message} The rest of the studio is unharmed: open the screen again, or go elsewhere.`}
        trace={`${error.stack ?? ''}\n${componentStack}`}
        retryLabel="Open again"
        onRetry={() => {
          this.setState({ error: null, componentStack: '' });
        }}
      />
    );
  }
}
