<?php
/**
 * Settings, Allkontrakt.
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

add_action( 'admin_menu', 'allkontrakt_menu' );
add_action( 'admin_init', 'allkontrakt_register_settings' );
add_action( 'admin_post_allkontrakt_test', 'allkontrakt_test' );
add_filter( 'plugin_action_links_' . plugin_basename( ALLKONTRAKT_FILE ), 'allkontrakt_action_links' );

/**
 * Puts the page in the menu.
 */
function allkontrakt_menu() {
	add_options_page( 'Allkontrakt', 'Allkontrakt', 'manage_options', 'allkontrakt', 'allkontrakt_settings_page' );
}

/**
 * Puts a way to the page in the list of plugins.
 *
 * @param string[] $links The ways there are.
 * @return string[]
 */
function allkontrakt_action_links( $links ) {
	$link = sprintf( '<a href="%s">%s</a>', esc_url( allkontrakt_page_url() ), esc_html__( 'Settings', 'allkontrakt' ) );
	return array_merge( array( $link ), $links );
}

/**
 * The page's address.
 *
 * @return string
 */
function allkontrakt_page_url() {
	return admin_url( 'options-general.php?page=allkontrakt' );
}

/**
 * Lets WordPress save the settings: it checks who does it and from where.
 */
function allkontrakt_register_settings() {
	register_setting(
		'allkontrakt',
		'allkontrakt',
		array(
			'type'              => 'object',
			'sanitize_callback' => 'allkontrakt_sanitize',
			'show_in_rest'      => false,
		)
	);
}

/**
 * What is kept of what was sent; an address that can't be used leaves the one there was.
 *
 * @param mixed $given What was sent.
 * @return array<string, string>
 */
function allkontrakt_sanitize( $given ) {
	$given   = is_array( $given ) ? array_filter( $given, 'is_string' ) : array();
	$before  = allkontrakt_settings();
	$written = isset( $given['url'] ) ? trim( $given['url'] ) : '';
	$url     = allkontrakt_origin( $written );
	if ( '' === $url && '' !== $written ) {
		add_settings_error( 'allkontrakt', 'url', __( 'The address must begin with https://, like https://www.allkontrakt.se. It was not changed.', 'allkontrakt' ) );
		$url = $before['url'];
	}
	$one_of = static function ( $name, $choices ) use ( $given, $before ) {
		return isset( $given[ $name ] ) && array_key_exists( $given[ $name ], $choices ) ? $given[ $name ] : $before[ $name ];
	};
	return array(
		'url'      => $url,
		'service'  => $one_of( 'service', allkontrakt_services() ),
		'language' => $one_of( 'language', allkontrakt_language_choices() ),
		'theme'    => $one_of( 'theme', allkontrakt_theme_choices() ),
	);
}

/**
 * Tries the connection and comes back to the page, which tells how it went.
 */
function allkontrakt_test() {
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( esc_html__( 'You may not do that.', 'allkontrakt' ), '', array( 'response' => 403 ) );
	}
	check_admin_referer( 'allkontrakt_test' );
	set_transient( 'allkontrakt_tried_' . get_current_user_id(), allkontrakt_try_connection(), MINUTE_IN_SECONDS );
	wp_safe_redirect( allkontrakt_page_url() );
	exit;
}

/**
 * How the connection stood, once.
 */
function allkontrakt_tell() {
	$key   = 'allkontrakt_tried_' . get_current_user_id();
	$tried = get_transient( $key );
	if ( ! is_array( $tried ) ) {
		return;
	}
	delete_transient( $key );
	printf(
		'<div id="allkontrakt-tried" class="notice %s" role="status"><p>%s</p></div>',
		$tried['ok'] ? 'notice-success' : 'notice-error',
		esc_html( $tried['text'] )
	);
}

/**
 * A list to choose from.
 *
 * @param string                $name    Which setting.
 * @param string                $label   What it is called.
 * @param array<string, string> $choices What there is.
 */
function allkontrakt_select( $name, $label, $choices ) {
	$chosen = allkontrakt_settings()[ $name ];
	printf(
		'<tr><th scope="row"><label for="allkontrakt-%1$s">%2$s</label></th><td><select id="allkontrakt-%1$s" name="allkontrakt[%1$s]">',
		esc_attr( $name ),
		esc_html( $label )
	);
	foreach ( $choices as $value => $text ) {
		printf( '<option value="%s"%s>%s</option>', esc_attr( $value ), selected( $chosen, (string) $value, false ), esc_html( $text ) );
	}
	echo '</select></td></tr>';
}

/**
 * The page.
 */
function allkontrakt_settings_page() {
	if ( ! current_user_can( 'manage_options' ) ) {
		return;
	}
	$settings = allkontrakt_settings();
	?>
	<div class="wrap">
		<h1>Allkontrakt</h1>
		<?php allkontrakt_tell(); ?>
		<form method="post" action="options.php">
			<?php settings_fields( 'allkontrakt' ); ?>
			<table class="form-table" role="presentation">
				<tr>
					<th scope="row"><label for="allkontrakt-url"><?php esc_html_e( 'Address of the Allkontrakt site', 'allkontrakt' ); ?></label></th>
					<td>
						<input type="url" class="regular-text" id="allkontrakt-url" name="allkontrakt[url]" value="<?php echo esc_attr( $settings['url'] ); ?>" placeholder="https://www.allkontrakt.se" aria-describedby="allkontrakt-url-help">
						<p class="description" id="allkontrakt-url-help">
							<?php
							printf(
								/* translators: %s: the address of this site. */
								esc_html__( 'This site is %s: whoever runs the Allkontrakt site must have that in EMBED_ORIGINS.', 'allkontrakt' ),
								'<code>' . esc_html( allkontrakt_own_origin() ) . '</code>'
							);
							?>
						</p>
					</td>
				</tr>
				<?php
				allkontrakt_select( 'service', __( 'Usual service', 'allkontrakt' ), allkontrakt_service_choices( allkontrakt_language( '' ) ) );
				allkontrakt_select( 'language', __( 'Usual language', 'allkontrakt' ), allkontrakt_language_choices() );
				allkontrakt_select( 'theme', __( 'Usual look', 'allkontrakt' ), allkontrakt_theme_choices() );
				?>
			</table>
			<?php submit_button(); ?>
		</form>
		<h2><?php esc_html_e( 'Connection', 'allkontrakt' ); ?></h2>
		<p><?php esc_html_e( 'Asks the saved address from this server whether the form is there, and whether this site may show it.', 'allkontrakt' ); ?></p>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
			<input type="hidden" name="action" value="allkontrakt_test">
			<?php
			wp_nonce_field( 'allkontrakt_test' );
			submit_button( __( 'Test the connection', 'allkontrakt' ), 'secondary', 'submit', true, array( 'id' => 'allkontrakt-test' ) );
			?>
		</form>
		<h2><?php esc_html_e( 'On a page', 'allkontrakt' ); ?></h2>
		<p><?php esc_html_e( 'Add the block “Allkontrakt: request form”, the widget of the same name in Elementor, or the shortcode:', 'allkontrakt' ); ?></p>
		<p><code>[allkontrakt tjanst="el" sprak="sv"]</code></p>
		<p><?php esc_html_e( 'The form sets no cookies and measures nothing on your pages, so it needs no consent of your visitors.', 'allkontrakt' ); ?></p>
	</div>
	<?php
}
